"use client";

import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState } from "react";
import { useLatest } from "./use-latest.ts";

/** One key (`?`, `j`, `Enter`) or two in a row (`g t`), what it does, and where the help lists it. */
export interface Shortcut {
  keys: string;
  label: string;
  group: string;
  run: (event: KeyboardEvent) => void;
}

/** A page's shortcuts go before those of the frame around it, whichever was on screen first. */
type ShortcutRank = "frame" | "page";

interface Registry {
  add(shortcuts: () => readonly Shortcut[], rank: ShortcutRank): () => void;
  list(): readonly Shortcut[];
}

const ShortcutsContext = createContext<Registry | null>(null);
const SEQUENCE_MS = 1200;

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

/** Space and Enter on a button or link belong to it. */
function pressesControl(event: KeyboardEvent): boolean {
  if (event.key !== " " && event.key !== "Enter") return false;
  return event.target instanceof Element && event.target.closest("a, button, summary, [role=button]") !== null;
}

/** Listens once for all keyboard shortcuts below it; what was registered last wins. */
export function ShortcutsProvider({ children }: { children: ReactNode }) {
  const sources = useRef<(() => readonly Shortcut[])[]>([]);
  const [registry] = useState<Registry>(() => ({
    add: (source, rank) => {
      if (rank === "page") sources.current.push(source);
      else sources.current.unshift(source);
      return () => {
        sources.current = sources.current.filter((other) => other !== source);
      };
    },
    list: () => sources.current.flatMap((source) => source()),
  }));

  useEffect(() => {
    let first = "";
    let firstAt = 0;
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (pressesControl(event)) return;
      // An open dialog or menu has the keyboard to itself.
      if (document.querySelector("[role=dialog][aria-modal=true], [data-menu-dropdown]")) return;
      const sequence = event.timeStamp - firstAt < SEQUENCE_MS ? `${first} ${event.key}` : "";
      const all = registry.list();
      const match =
        all.findLast((shortcut) => shortcut.keys === sequence) ??
        all.findLast((shortcut) => shortcut.keys === event.key);
      if (match) {
        first = "";
        event.preventDefault();
        match.run(event);
        return;
      }
      first = event.key;
      firstAt = event.timeStamp;
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [registry]);

  return <ShortcutsContext value={registry}>{children}</ShortcutsContext>;
}

/** Registers shortcuts while the calling component is on the page; the help sheet lists them. */
export function useShortcuts(shortcuts: readonly Shortcut[], rank: ShortcutRank = "page"): void {
  const registry = useContext(ShortcutsContext);
  const latest = useLatest(shortcuts);
  useEffect(() => registry?.add(() => latest.current, rank), [registry, latest, rank]);
}

/** All shortcuts on the page right now, grouped, for the help sheet. */
export function useShortcutGroups(opened: boolean): [string, readonly Shortcut[]][] {
  const registry = useContext(ShortcutsContext);
  return useMemo(() => {
    const groups = new Map<string, Shortcut[]>();
    for (const shortcut of opened ? (registry?.list() ?? []) : []) {
      const group = (groups.get(shortcut.group) ?? []).filter((other) => other.keys !== shortcut.keys);
      groups.set(shortcut.group, [...group, shortcut]);
    }
    return [...groups];
  }, [registry, opened]);
}
