"use client";

import { useSearchParams } from "next/navigation";
import { useCallback } from "react";

export type UrlPatch = Record<string, string | null | undefined>;

/**
 * The page's URL parameters and a way to change some of them without loading the page again. Null or undefined removes
 * a parameter. `push` makes a step that "back" undoes, `replace` does not.
 */
export function useUrlParams(): [URLSearchParams, (patch: UrlPatch, mode?: "push" | "replace") => void] {
  const params = useSearchParams();
  const update = useCallback((patch: UrlPatch, mode: "push" | "replace" = "push") => {
    const next = new URLSearchParams(window.location.search);
    for (const [key, value] of Object.entries(patch)) {
      if (value === null || value === undefined || value === "") next.delete(key);
      else next.set(key, value);
    }
    const query = next.toString();
    const url = `${window.location.pathname}${query ? `?${query}` : ""}`;
    if (url === `${window.location.pathname}${window.location.search}`) return;
    if (mode === "push") window.history.pushState(null, "", url);
    else window.history.replaceState(null, "", url);
  }, []);
  return [params as unknown as URLSearchParams, update];
}
