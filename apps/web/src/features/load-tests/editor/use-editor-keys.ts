"use client";

import { type RefObject, useEffect } from "react";
import { useLatest } from "../../../lib/use-latest.ts";
import { useShortcuts } from "../../../lib/use-shortcuts.tsx";

/** `mod+enter` tries the script, `mod+s` saves it: from inside any field, and from nowhere in particular. */
export function useEditorKeys(root: RefObject<HTMLElement | null>, tryOut: () => void, save: () => void): void {
  const latest = useLatest({ tryOut, save });
  const group = "Editor";
  // Keys with a modifier never come here: these lines are what the help sheet shows.
  useShortcuts([
    { keys: "mod+Enter", label: "Dry run", group, run: tryOut },
    { keys: "mod+s", label: "Save", group, run: save },
  ]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const isHere = event.target === document.body || root.current?.contains(event.target as Node);
      if (!isHere || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
      const act = { Enter: latest.current.tryOut, s: latest.current.save }[event.key];
      if (!act) return;
      event.preventDefault();
      act();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [root, latest]);
}
