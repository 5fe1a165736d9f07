import { failScan, type Platform, runScan } from "@plimsoll/domain";
import { JOBS, type JobPayload, type JobRun, Postpone } from "@plimsoll/jobs";
import type { HandlingWorker } from "./index.ts";

/** Until a scan that waits for another one of its target looks again. */
const AGAIN_MS = 2_000;

/** One scan. When the worker stops it is left for another one, which begins anew. */
export async function makeScan(
  platform: Platform,
  { scanId }: JobPayload<"scans.run">,
  { run, worker }: { run: JobRun; worker: HandlingWorker },
): Promise<string> {
  try {
    const signal = AbortSignal.any([run.signal, worker.stopping]);
    const outcome = await runScan(platform, scanId, { signal });
    if (outcome === "busy") throw new Postpone(AGAIN_MS);
    return outcome;
  } catch (error) {
    const isLast = run.attempt >= JOBS["scans.run"].attempts && !run.signal.aborted && !worker.stopping.aborted;
    if (isLast && !(error instanceof Postpone)) {
      await failScan(
        platform,
        scanId,
        "It could not be made: a store did not answer, or the worker failed. Start it again.",
      );
    }
    throw error;
  }
}
