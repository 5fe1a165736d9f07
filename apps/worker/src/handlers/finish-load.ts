import { finishLoadRun, type Platform } from "@plimsoll/domain";
import { type JobPayload, Postpone } from "@plimsoll/jobs";

/** Shares of a worker that vanished count as lost after seconds. */
const AGAIN_MS = 1_000;

/** Puts a load run together when its shares have not done so themselves. */
export async function finishLoad(platform: Platform, { runId }: JobPayload<"load.finish">): Promise<string> {
  if (!(await finishLoadRun(platform, runId))) throw new Postpone(AGAIN_MS);
  return "over";
}
