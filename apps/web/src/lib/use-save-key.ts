"use client";

import { type RefObject, useEffect } from "react";
import { useLatest } from "./use-latest.ts";
import { useShortcuts } from "./use-shortcuts.tsx";

/** `mod+s` saves: from inside any field of the editor, and from nowhere in particular. */
export function useSaveKey(root: RefObject<HTMLElement | null>, save: () => void): void {
  const latest = useLatest(save);
  // Keys with a modifier never come to the shortcuts: this line is what the help sheet shows.
  useShortcuts([{ keys: "mod+s", label: "Save", group: "Editor", run: save }]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const isHere = event.target === document.body || root.current?.contains(event.target as Node);
      if (!isHere || event.key !== "s" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
      event.preventDefault();
      latest.current();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [root, latest]);
}
