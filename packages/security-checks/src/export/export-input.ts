import type { CheckInfo, Evidence, FoundFault, Severity } from "@plimsoll/core";

/** A finding as the exports take it: of a scan just made, or of the database. */
export interface ExportedFinding {
  /** sha256, hexadecimal: how other tools know it again. */
  fingerprint: string;
  checkId: string;
  place: FoundFault["place"];
  title: string;
  detail: string;
  severity: Severity;
  evidence: readonly Evidence[];
  state: "open" | "fixed" | "accepted" | "false-positive";
  /** Why it is accepted or false. */
  reason?: string | undefined;
  /** ISO 8601. */
  firstSeenAt?: string | undefined;
}

/** What is written: `toSarif`, `toVex` and `toJunit` take the same. */
export interface ExportInput {
  /** Of Plimsoll. */
  version: string;
  /** Of the target: an origin such as `https://api.example.com`, or a name of a tree of files. */
  target: string;
  /** ISO 8601. */
  startedAt: string;
  finishedAt: string;
  /** What every finding's check is, and those that found nothing. */
  checks: readonly ExportedCheck[];
  findings: readonly ExportedFinding[];
}

/** One check that was made, and how it ended. */
export interface ExportedCheck {
  info: CheckInfo;
  outcome: "pass" | "fail" | "not-applicable" | "not-assessed";
  /** Why it was not assessed or not applicable. */
  reason?: string | undefined;
  durationMs: number;
}
