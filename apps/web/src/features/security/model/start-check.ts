import type { ScanProfile, ScanTargetItem } from "@plimsoll/core";

/** Why a scan of that profile may not be sent to the target, in words; null when it may. */
export function refusalOf(
  target: Pick<ScanTargetItem, "kind" | "status" | "isPrivate">,
  profile: ScanProfile,
): string | null {
  if (target.kind === "files") return null;
  if (target.status === "pending") {
    if (target.isPrivate === true) return "The host has a private address: an admin has to approve it first.";
    if (profile !== "passive")
      return "Show first that the host is yours, under Ownership: only passive scans go without.";
  }
  return null;
}
