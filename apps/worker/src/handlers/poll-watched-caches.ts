import { type Platform, pollCaches, type SampleWriter } from "@plimsoll/domain";
import type { JobRun } from "@plimsoll/jobs";

/** Reads the caches that are watched. One that does not answer is noted on its connection, and is no failure of the job. */
export async function pollWatchedCaches(platform: Platform, samples: SampleWriter, run: JobRun): Promise<string> {
  const { read, failed } = await pollCaches(platform, samples, run.signal);
  return `${read} read, ${failed} did not answer`;
}
