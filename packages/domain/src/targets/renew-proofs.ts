import type { Platform } from "../platform.ts";
import type { OwnershipChecks } from "./check-ownership.ts";
import { verifyTarget } from "./verify-target.ts";

const DAY_MS = 86_400_000;
/** A month before a proof is over. */
const DUE_AFTER_DAYS = 60;
/** A few a run, so that hosts that do not answer never make housekeeping slow. */
const AT_ONCE = 5;

/**
 * Looks again, once a day, for the proofs of ownership that will be over within a month, so that jobs go on as long as
 * the TXT record or file is there. Returns how many were renewed.
 */
export async function renewProofs(
  platform: Pick<Platform, "db" | "config">,
  now: Date,
  checks: Partial<OwnershipChecks> = {},
): Promise<number> {
  const due = await platform.db.target.findMany({
    where: {
      approvedAt: null,
      provenAt: { lt: new Date(now.getTime() - DUE_AFTER_DAYS * DAY_MS), gt: new Date(now.getTime() - 90 * DAY_MS) },
      OR: [{ lastCheckAt: null }, { lastCheckAt: { lt: new Date(now.getTime() - DAY_MS) } }],
    },
    orderBy: { provenAt: "asc" },
    take: AT_ONCE,
    select: { id: true, projectId: true },
  });
  const checked = await Promise.allSettled(
    due.map(({ id, projectId }) => verifyTarget(platform, { projectId, actor: "Plimsoll" }, id, checks)),
  );
  return checked.filter((one) => one.status === "fulfilled" && one.value.lastCheck?.ok).length;
}
