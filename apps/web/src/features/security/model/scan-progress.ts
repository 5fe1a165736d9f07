import type { ScanDetail } from "@plimsoll/core";
import { formatDuration, plural } from "../../../lib/format.ts";
import { isUnderWay } from "./scan-states.ts";

export interface ScanProgress {
  /** How far, 0 to 1; null where nobody can say. */
  share: number | null;
  words: string;
}

type Progressing = Pick<
  ScanDetail,
  "state" | "stopped" | "startedAt" | "finishedAt" | "progress" | "checks" | "requests" | "limits"
>;

/** How far a scan has come: checks made, requests sent and the time it took, `nowMs` being the present. */
export function scanProgress(scan: Progressing, nowMs: number): ScanProgress {
  if (scan.state === "queued") return { share: null, words: "waits for a worker process to take it" };
  if (!isUnderWay(scan)) return { share: 1, words: tookWords(scan) };
  const made = scan.checks.filter(({ outcome }) => outcome !== "waiting" && outcome !== "running").length;
  const parts = [
    scan.checks.length === 0 ? "looks around" : `${made} of ${plural(scan.checks.length, "check")}`,
    requestWords(scan),
    elapsedWords(scan, nowMs),
  ];
  return { share: scan.progress, words: parts.filter(Boolean).join(", ") };
}

function requestWords({ requests, limits }: Progressing): string {
  if (limits === null) return "";
  return `${requests.toLocaleString("en-US")} of at most ${plural(limits.maxRequests, "request")}`;
}

function elapsedWords({ startedAt, limits }: Progressing, nowMs: number): string {
  if (startedAt === null) return "";
  const elapsed = wholeSeconds(nowMs - Date.parse(startedAt));
  return limits === null ? elapsed : `${elapsed} of at most ${formatDuration(limits.maxDurationMs)}`;
}

function tookWords({ startedAt, finishedAt, requests, limits }: Progressing): string {
  if (startedAt === null || finishedAt === null) return "did not begin";
  const took = `took ${formatDuration(Date.parse(finishedAt) - Date.parse(startedAt))}`;
  return limits === null ? took : `${took}, ${plural(requests, "request")}`;
}

/** Tenths of a second that change with each glance would only distract. */
function wholeSeconds(ms: number): string {
  return formatDuration(Math.max(1, Math.round(ms / 1000)) * 1000);
}
