"use client";

import { useEffect, useState } from "react";

/** The present, moving once a second while `running`: for figures that grow between two messages. */
export function useSecond(running: boolean): number {
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    if (!running) return;
    const timer = setInterval(() => setNowMs(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [running]);
  return nowMs;
}
