import { AppError } from "@plimsoll/core";
import { targetStatus, type TargetRow } from "./target-item.ts";

/**
 * Throws FORBIDDEN unless requests may be sent to the target now. The error says that a retry may help: an admin who
 * approves the target opens it for what waits.
 */
export function assertTargetOpen(
  target: Pick<TargetRow, "origin" | "provenAt" | "approvedAt">,
  now: Date = new Date(),
): void {
  if (targetStatus(target, now) !== "pending") return;
  const why = target.provenAt ? "the proof that it is yours is older than 90 days" : "nobody has proven or approved it";
  throw new AppError("FORBIDDEN", `Nothing may be sent to ${target.origin}: ${why}. See Settings, Targets.`, {
    retryable: true,
  });
}
