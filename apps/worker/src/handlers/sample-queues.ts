import { type Platform, sampleQueues } from "@plimsoll/domain";
import type { JobRun } from "@plimsoll/jobs";

/** Notes how long the queues are. A sample that fails is no loss: the next one comes in seconds. */
export async function noteQueues(platform: Platform, run: JobRun): Promise<string> {
  return `${await sampleQueues(platform, run.signal)} queues`;
}
