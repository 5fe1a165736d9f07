import { failBulk, type Platform, runBulk } from "@plimsoll/domain";
import { JOBS, type JobPayload, type JobRun } from "@plimsoll/jobs";

/** A bulk operation of somebody's; one that fails for good says so in its record. */
export async function runBulkOperation(
  platform: Platform,
  { operationId }: JobPayload<"jobs.bulk">,
  run: JobRun,
): Promise<string> {
  try {
    return await runBulk(platform, operationId, run);
  } catch (error) {
    if (run.attempt >= JOBS["jobs.bulk"].attempts && !run.signal.aborted) {
      await failBulk(platform, operationId, "The queue's store did not answer for too long.");
    }
    throw error;
  }
}
