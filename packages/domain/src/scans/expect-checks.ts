import type { CheckInfo } from "@plimsoll/core";
import type { Platform } from "../platform.ts";

/** Lists the checks that a scan will make, so that a viewer sees what is still to come. */
export async function expectChecks(
  { db }: Pick<Platform, "db">,
  scanId: string,
  checks: readonly Pick<CheckInfo, "id">[],
): Promise<void> {
  const data = checks.map(({ id: checkId }, position) => ({ scanId, checkId, position, outcome: "waiting" }));
  await db.scanCheck.createMany({ data, skipDuplicates: true });
}
