import { type Platform, runMaintenance } from "@plimsoll/domain";
import type { JobRun } from "@plimsoll/jobs";

/** The instance's housekeeping. Fails when it found something wrong only in its record: a retry would find the same. */
export async function maintainInstance(platform: Platform, run: JobRun): Promise<string> {
  const { summary } = await runMaintenance(platform, run.signal);
  return summary;
}
