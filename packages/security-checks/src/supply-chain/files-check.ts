import type { CheckInfo, CheckResult } from "@plimsoll/core";
import type { MatchedAdvisories } from "./advisories/match-components.ts";
import type { Component } from "./component.ts";
import type { LicencePolicy } from "./licence-policy.ts";

/** A file of the tree that is scanned. */
export interface ScannedFile {
  /** With `/`, relative to the tree. */
  path: string;
  bytes: Uint8Array;
}

/** A file that is text, decoded. */
export interface TextFile {
  path: string;
  text: string;
}

/** What was read out of all files. */
export interface FilesInventory {
  /** Files that were looked at. */
  files: number;
  /** Lock files and bills of materials that were read. */
  sources: readonly string[];
  components: readonly Component[];
  /** Files that should have been read and could not be, and why: what depends on them is not assessed. */
  unread: readonly { path: string; reason: string }[];
  /** What is written in a file without a version that is exact, by file. */
  unpinned: readonly { file: string; name: string; wanted: string }[];
  /**
   * The advisories that concern the components; asked for once a scan. Throws AppError UNAVAILABLE when there is no source
   * of them, or it does not answer.
   */
  advisories(): Promise<MatchedAdvisories>;
  licences: LicencePolicy;
  now: Date;
  signal: AbortSignal;
}

/** One check of files: one file in `supply-chain/checks/`, listed in FILES_CHECKS. */
export interface FilesCheck extends CheckInfo {
  /** Starts the check for one scan. */
  begin(): FilesCheckRun;
}

export interface FilesCheckRun {
  /** Sees each file of text once, and must not keep it. */
  readFile?(file: TextFile): void | Promise<void>;
  /** After the last file. */
  finish(inventory: FilesInventory): CheckResult | Promise<CheckResult>;
}

/** Identity: gives a check its type where it is written. */
export function defineFilesCheck(check: FilesCheck): FilesCheck {
  return check;
}
