import type { FindingItem, Grade, SeverityCounts } from "./findings.ts";
import type { ScanItem, ScanSchedule, ScanSettings } from "./scans.ts";
import type { CheckInfo, Severity } from "./security.ts";
import type { TargetItem } from "./targets.ts";

/** What a target's score is made of; `rules` says it in sentences for people. */
export interface ScoreSheet {
  /** 0 to 100; null before anything was assessed. */
  score: number | null;
  grade: Grade | null;
  deductions: { checkId: string; title: string; severity: Severity; findings: number; points: number }[];
  /** What held the grade down whatever the score, such as `An open critical finding`; null for nothing. */
  cap: string | null;
  rules: string[];
}

export interface ScanCredentialItem {
  id: string;
  name: string;
  /** Values are never shown again. */
  headerNames: string[];
  createdAt: string;
  createdBy: string;
}
export interface ScanTargetItem {
  id: string;
  name: string;
  kind: "web" | "files";
  /** Null of kind `files`. */
  origin: string | null;
  /** Ownership, of kind `web`: `standard` and `active` scans need `proven` or `approved`, a private address any scan. */
  status: TargetItem["status"] | null;
  isPrivate: boolean | null;
  grade: Grade | null;
  score: number | null;
  open: SeverityCounts;
  overdue: number;
  /** The one under way, else the last. */
  lastScan: ScanItem | null;
  nextScanAt: string | null;
}
export interface ScanTargetDetail extends ScanTargetItem {
  /** The target of Settings, Targets, with its proofs of ownership: `targets.verify` and `targets.approve` take its id. */
  target: TargetItem | null;
  settings: ScanSettings;
  schedule: ScanSchedule | null;
  nextScans: string[];
  credentials: ScanCredentialItem[];
  sheet: ScoreSheet;
  /** Of the last 60 ended scans, oldest first. */
  trend: { scanId: string; at: string; build: string | null; score: number | null; open: SeverityCounts }[];
  /** Of kind `files`: what was uploaded last. */
  upload: { at: string; by: string; build: string | null; paths: string[]; bytes: number } | null;
  createdAt: string;
  createdBy: string;
}

export interface SecurityOverview {
  targets: ScanTargetItem[];
  open: SeverityCounts;
  overdue: SeverityCounts;
  /** Open findings by how long ago they were first seen or came back. */
  ages: { label: "0–7 days" | "8–30 days" | "31–90 days" | "over 90 days"; open: SeverityCounts }[];
  /** Open findings at the end of each of the last 90 days (UTC), as scans saw them, oldest first; from the first scan on. */
  trend: { day: string; open: SeverityCounts }[];
  /** Suppressions that end within 14 days, soonest first; 50 at most. */
  expiring: FindingItem[];
  /** Scans queued or running now. */
  active: ScanItem[];
}

/** Every check that scans make, in the registry's order. */
export interface ScanCheckList {
  items: CheckInfo[];
}
