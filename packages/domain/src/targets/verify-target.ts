import type { TargetItem } from "@plimsoll/core";
import { createGuardedAgent, lookupHost } from "@plimsoll/outbound";
import { type Caller, recordAudit } from "../audit/record-audit.ts";
import type { Platform } from "../platform.ts";
import { checkOwnership, type OwnershipChecks, resolveTxtRecords } from "./check-ownership.ts";
import { findTarget } from "./manage-targets.ts";
import { ownHostPorts } from "./own-host-ports.ts";
import { toTargetItem } from "./target-item.ts";

/**
 * Looks for the proof of ownership now and records what was found; a proof counts for 90 days. One that is not found
 * leaves an earlier proof as it was. Takes up to 20 s. Throws NOT_FOUND.
 */
export async function verifyTarget(
  { db, config }: Pick<Platform, "db" | "config">,
  caller: Caller,
  id: string,
  replace: Partial<OwnershipChecks> = {},
): Promise<TargetItem> {
  const target = await findTarget(db, caller.projectId, id);
  const agent = createGuardedAgent({ forbidden: ownHostPorts(config) });
  const checks = { agent, lookup: lookupHost, resolveTxt: resolveTxtRecords, ...replace };
  const { ok, message, isPrivate } = await checkOwnership(checks, target);
  await agent.close();
  const at = new Date();
  const found = { lastCheckAt: at, lastCheckOk: ok, lastCheck: message, ...(isPrivate !== null && { isPrivate }) };
  const row = await db.$transaction(async (tx) => {
    const data = ok ? { ...found, provenAt: at } : found;
    const updated = await tx.target.update({ where: { id }, data });
    const detail = { origin: target.origin, ok, message };
    await recordAudit(tx, { ...caller, action: "target.verify", subject: `target:${id}`, detail });
    return updated;
  });
  return toTargetItem(row, at);
}
