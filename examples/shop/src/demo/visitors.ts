import { setTimeout as wait } from "node:timers/promises";
import { nextVisit, pauseMs, rateAt, type Stock, type Visit } from "./traffic.ts";

export interface VisitCounts {
  requests: number;
  /** Answers of 500 and above, and requests without an answer. */
  failed: number;
  slowestMs: number;
}

/** More than this at once, and visitors stay away: traffic is bounded even when the shop hangs. */
const MAX_AT_ONCE = 50;
const TIMEOUT_MS = 10_000;

/** Sends visitors to the shop until `signal` fires. `onVisit` hears of each answer. */
export async function sendVisitors(
  baseUrl: string,
  stock: Stock,
  onVisit: (visit: Visit, status: number, durationMs: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const begin = performance.now();
  const running = new Set<Promise<void>>();
  while (!signal.aborted) {
    await wait(pauseMs(rateAt(performance.now() - begin), Math.random()), undefined, { signal }).catch(() => undefined);
    if (signal.aborted || running.size >= MAX_AT_ONCE) continue;
    const visit = sendVisit(baseUrl, nextVisit(Math.random, stock), onVisit).finally(() => running.delete(visit));
    running.add(visit);
  }
  await Promise.all(running);
}

async function sendVisit(
  baseUrl: string,
  visit: Visit,
  onVisit: (visit: Visit, status: number, durationMs: number) => void,
): Promise<void> {
  const begin = performance.now();
  const body = visit.body ? { body: JSON.stringify(visit.body) } : {};
  const options = { method: visit.method, signal: AbortSignal.timeout(TIMEOUT_MS), ...body };
  const status = await fetch(`${baseUrl}${visit.path}`, options).then(
    async (response) => {
      await response.arrayBuffer();
      return response.status;
    },
    () => 0,
  );
  onVisit(visit, status, performance.now() - begin);
}
