import type { CheckResult } from "@plimsoll/core";

/** What a scan did and found. Checks that were not reached are listed as `not-assessed`. */
export interface ScanReport {
  /** ISO 8601. */
  startedAt: string;
  finishedAt: string;
  /** Requests sent, those that failed too. */
  requests: number;
  /** Why it ended early; null when it went through. */
  stopped: null | "cancelled" | "time" | "requests";
  /**
   * Of a web scan: what was looked at, as paths with their queries: pages of the crawl, and everything of the origin that was
   * answered. Findings at other paths cannot be called fixed; those at `/*`, which stands for the whole site, can.
   */
  coverage?: { pages: readonly string[]; requested: readonly string[] };
  records: readonly CheckRecord[];
}

/** One check of a scan. */
export interface CheckRecord {
  checkId: string;
  result: CheckResult;
  durationMs: number;
  requests: number;
}

/** How far a scan is: told when a check begins (without an outcome) and when it ends. */
export interface ScanProgress {
  checkId: string;
  /** Of this check among `total`, from 0. */
  index: number;
  total: number;
  outcome?: CheckResult["outcome"];
  /** Sent so far by the whole scan. */
  requests: number;
}
