import type { Severity } from "@plimsoll/core";

/** Where the console shows security: one place that knows the paths. */
export const SECURITY_HREF = "/security";
export const SCANS_HREF = "/security/scans";
export const FINDINGS_HREF = "/security/findings";

/** What is known about one target: its grade, findings, scans and settings. */
export function securityTargetHref(targetId: string): string {
  return `${SECURITY_HREF}/targets/${encodeURIComponent(targetId)}`;
}

/** One scan, live or done. */
export function scanHref(scanId: string): string {
  return `${SCANS_HREF}/${encodeURIComponent(scanId)}`;
}

/** One finding. */
export function findingHref(findingId: string): string {
  return `${FINDINGS_HREF}/${encodeURIComponent(findingId)}`;
}

/** The list of findings, narrowed down. Without `state` it shows what is open. */
export function findingsHref(filter: { target?: string; severity?: Severity; state?: string; check?: string }): string {
  const params = new URLSearchParams(filter);
  const query = params.toString();
  return query ? `${FINDINGS_HREF}?${query}` : FINDINGS_HREF;
}
