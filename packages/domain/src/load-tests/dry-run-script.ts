import type { LoadDryRun, LoadScript } from "@plimsoll/core";
import { dryRun } from "@plimsoll/load-engine";
import { type Caller, recordAudit } from "../audit/record-audit.ts";
import type { Platform } from "../platform.ts";
import { loadAccess, requireOpenTargets } from "./load-targets.ts";

/**
 * Sends one iteration of each scenario, five requests at most, and shows what was sent and answered, secrets included:
 * for those who may run tests. Recorded. Throws BAD_REQUEST for a script that cannot run, FORBIDDEN for a target that is
 * not open.
 */
export async function dryRunScript(platform: Platform, caller: Caller, script: LoadScript): Promise<LoadDryRun> {
  const { projectId } = caller;
  const origins = await requireOpenTargets(platform, projectId, script);
  await recordAudit(platform.db, { ...caller, action: "load-test.dry-run", subject: "load-test", detail: { origins } });
  return { exchanges: await dryRun(script, await loadAccess(platform, projectId)) };
}
