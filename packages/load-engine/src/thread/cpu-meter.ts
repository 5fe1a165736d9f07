import { performance } from "node:perf_hooks";

/**
 * Share of its time that this thread's event loop was busy since the last call, 0 to 1. `spunMs` is the time that was
 * spent waiting busily so far, which is free for work.
 */
export function createCpuMeter(): (spunMs: number) => number {
  let last = performance.eventLoopUtilization();
  let lastSpunMs = 0;
  return (spunMs) => {
    const now = performance.eventLoopUtilization();
    const { active, idle } = performance.eventLoopUtilization(now, last);
    const spun = spunMs - lastSpunMs;
    last = now;
    lastSpunMs = spunMs;
    const whole = active + idle;
    return whole <= 0 ? 0 : Math.min(1, Math.max(0, (active - spun) / whole));
  };
}
