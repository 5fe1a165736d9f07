"use client";

import { useState } from "react";
import { useTimeRange } from "./use-time-range.tsx";

/**
 * A page that follows the clock would search anew every few seconds and lose its place. Its search keeps the range in
 * which it began, until `key` changes; what is newer comes in live.
 */
export function useFrozenRange(key: string): { from: string; to: string } {
  const { from, to, live } = useTimeRange();
  const [frozen, setFrozen] = useState({ key, from, to, live });
  if (frozen.key !== key || frozen.live !== live || (!live && (frozen.from !== from || frozen.to !== to))) {
    const next = { key, from, to, live };
    setFrozen(next);
    return next;
  }
  return frozen;
}
