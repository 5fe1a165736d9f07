import type { Backoff } from "@plimsoll/core";

const LONGEST_WAIT_MS = 3_600_000;

/**
 * Milliseconds until the next try after `failures` failed ones (at least 1). `jitter` is the share of the wait that is
 * random; `random` gives numbers from 0 to 1.
 */
export function backoffMs(backoff: Backoff, failures: number, random: () => number = Math.random): number {
  const doubled = backoff.type === "exponential" ? backoff.delayMs * 2 ** (failures - 1) : backoff.delayMs;
  const full = Math.min(doubled, Math.max(LONGEST_WAIT_MS, backoff.delayMs));
  return Math.round(full * (1 - backoff.jitter) + full * backoff.jitter * random());
}
