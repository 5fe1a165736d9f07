import { type Platform, runShare } from "@plimsoll/domain";
import type { JobPayload, JobRun } from "@plimsoll/jobs";
import type { HandlingWorker } from "./index.ts";

/** One share of a load run. When the worker stops it ends at once: the others go on, and a share is not sent twice. */
export function sendLoadShare(
  platform: Platform,
  payload: JobPayload<"load.share">,
  { run, worker }: { run: JobRun; worker: HandlingWorker },
): Promise<string> {
  const signal = AbortSignal.any([run.signal, worker.stopping]);
  return runShare(platform, payload, { workerId: worker.id, signal });
}
