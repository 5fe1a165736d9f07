import { type Platform, sweepScans } from "@plimsoll/domain";

/** Starts scans that are due, ends suppressions that are over, and sees to scans that lost their worker. */
export async function sweepSecurity(platform: Platform): Promise<string> {
  return sweepScans(platform);
}
