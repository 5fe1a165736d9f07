import { type Platform, sweepLoadRuns } from "@plimsoll/domain";

/** Ends load runs whose workers never came, or all vanished. */
export async function sweepLoads(platform: Platform): Promise<string> {
  return `${await sweepLoadRuns(platform)} runs ended`;
}
