"use client";

import { useSyncExternalStore } from "react";

const AFTER_MS = 15_000;

let asleep = false;
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setTimeout> | undefined;

function set(value: boolean): void {
  if (asleep === value) return;
  asleep = value;
  for (const listener of listeners) listener();
}

function watch(): void {
  clearTimeout(timer);
  if (document.hidden) timer = setTimeout(() => set(true), AFTER_MS);
  else set(false);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (listeners.size === 1) {
    document.addEventListener("visibilitychange", watch);
    // A tab that was opened in the background is hidden from the beginning.
    watch();
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    document.removeEventListener("visibilitychange", watch);
    clearTimeout(timer);
    asleep = false;
  };
}

/**
 * Whether the tab has been hidden for a while. Live views let go of their connection then: browsers allow six to one
 * server over HTTP/1.1, over all tabs, and a seventh tab could not even load.
 */
export function useAsleep(): boolean {
  return useSyncExternalStore(
    subscribe,
    () => asleep,
    () => false,
  );
}
