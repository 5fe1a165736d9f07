import type { Platform } from "../platform.ts";
import { isRunFinished } from "./load-run-item.ts";
import { pause } from "./pause.ts";
import { markMissing, markVanished, readOrders, setStart, type SharePlace } from "./share-place.ts";

const POLL_MS = 100;
/** Every share has to hear of the start before it comes. */
const NOTICE_MS = 1_000;

/**
 * Waits until all shares of the run are ready, those that do not come in time being lost. Returns the instant of second
 * 0 by this machine's clock, epoch milliseconds, at least a second and the baseline ahead; null when the run is not to
 * begin: it was stopped, is over, or took this share for lost.
 */
export async function meetShares(
  { db }: Pick<Platform, "db">,
  place: SharePlace,
  { baselineMs, signal }: { baselineMs: number; signal: AbortSignal },
): Promise<number | null> {
  while (!signal.aborted) {
    const orders = await readOrders(db, place);
    if (!orders?.isMine || orders.cancelRequested || isRunFinished({ state: orders.runState })) return null;
    if (orders.elapsedMs !== null) return Date.now() - orders.elapsedMs;
    await markMissing(db, place.runId);
    await markVanished(db, place.runId);
    await setStart(db, place.runId, NOTICE_MS + baselineMs);
    await pause(POLL_MS, signal);
  }
  return null;
}
