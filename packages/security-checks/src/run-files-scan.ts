import { AppError, type CheckResult } from "@plimsoll/core";
import { cleanResult } from "./run/clean-result.ts";
import { reasonOf } from "./run/run-check.ts";
import { type ScanClock, startScanClock } from "./run/scan-clock.ts";
import type { CheckRecord, ScanProgress, ScanReport } from "./scan-report.ts";
import { type MatchedAdvisories, matchComponents } from "./supply-chain/advisories/match-components.ts";
import type { AdvisorySource } from "./supply-chain/advisory.ts";
import type { FilesInventory, ScannedFile } from "./supply-chain/files-check.ts";
import { FILES_CHECKS } from "./supply-chain/files-checks.ts";
import type { LicencePolicy } from "./supply-chain/licence-policy.ts";
import { type ReadInventory, readInventory, type StartedCheck } from "./supply-chain/read-inventory.ts";

export interface FilesScanOptions {
  /** The tree, or single lock files and bills of materials; read one at a time. */
  files: AsyncIterable<ScannedFile>;
  /** Null: known holes are then not assessed. */
  advisories: AdvisorySource | null;
  /** Denies and allows nothing by default. */
  licences?: LicencePolicy;
  limits?: Partial<FilesScanLimits>;
  /** Ids of the checks to make; all by default. */
  checks?: readonly string[];
  /** What "out of date" is judged by; now by default. */
  now?: Date;
  signal: AbortSignal;
  /** Called when a check begins and when it ends; what it throws ends nothing. */
  onProgress?(progress: ScanProgress): void;
}

export interface FilesScanLimits {
  /** More files are not looked at, and nothing is then concluded from the scan. */
  maxFiles: number;
  /** A larger lock file is not read; other files are read up to 1 MiB. */
  maxFileBytes: number;
  /** More packages are not looked up. */
  maxComponents: number;
  maxDurationMs: number;
}

const LIMITS: FilesScanLimits = {
  maxFiles: 50_000,
  maxFileBytes: 32 * 1024 * 1024,
  maxComponents: 50_000,
  maxDurationMs: 10 * 60_000,
};
/** A lock file may well have more holes than a site has faults. */
const MAX_FAULTS = 2000;

/**
 * Scans files: reads each once, shows the texts to all checks, then lets every check conclude. Always ends within its time and
 * with a record for every check; one that could not be made says why. Throws nothing; what reading a file throws makes the
 * scan not assessed.
 */
export async function runFilesScan(options: FilesScanOptions): Promise<ScanReport> {
  const startedAt = new Date().toISOString();
  const limits = { ...LIMITS, ...options.limits };
  const clock = startScanClock(limits.maxDurationMs, options.signal);
  const started = FILES_CHECKS.filter(({ id }) => !options.checks || options.checks.includes(id)).map(
    (check): StartedCheck => ({ check, run: check.begin(), failure: null, durationMs: 0 }),
  );
  try {
    const read = await orReason(readInventory(options.files, limits, started, clock.signal));
    const inventory = typeof read === "string" ? read : complete(read, options, clock);
    const records: CheckRecord[] = [];
    for (const [index, one] of started.entries()) {
      const progress = { checkId: one.check.id, index, total: started.length, requests: 0 };
      tell(options, progress);
      const record = await finishCheck(one, inventory, clock);
      records.push(record);
      tell(options, { ...progress, outcome: record.result.outcome });
    }
    return { startedAt, finishedAt: new Date().toISOString(), requests: 0, stopped: clock.ended(), records };
  } finally {
    clock.stop();
  }
}

/** What the checks conclude from: all that was read, with the advisories, which are asked for once. */
function complete(
  read: ReadInventory,
  { advisories: source, licences = { allow: [], deny: [] }, now = new Date() }: FilesScanOptions,
  { signal }: ScanClock,
): FilesInventory {
  let asked: Promise<MatchedAdvisories> | null = null;
  return {
    ...read,
    licences,
    now,
    signal,
    async advisories() {
      if (!source) throw new AppError("UNAVAILABLE", "No source of advisories was given.");
      asked ??= matchComponents(source, read.components, now, signal);
      return asked;
    },
  };
}

async function finishCheck(
  one: StartedCheck,
  inventory: FilesInventory | string,
  { signal }: ScanClock,
): Promise<CheckRecord> {
  const begun = performance.now();
  let result: CheckResult;
  try {
    if (one.failure) throw one.failure;
    if (typeof inventory === "string") result = { outcome: "not-assessed", reason: inventory };
    else {
      signal.throwIfAborted();
      result = await one.run.finish(inventory);
    }
  } catch (thrown) {
    result = { outcome: "not-assessed", reason: reasonOf(thrown) };
  }
  const durationMs = Math.round(one.durationMs + performance.now() - begun);
  return { checkId: one.check.id, result: cleanResult(result, [], MAX_FAULTS), durationMs, requests: 0 };
}

/** What reading came to, or in words why it did not. */
async function orReason<T>(work: Promise<T>): Promise<T | string> {
  try {
    return await work;
  } catch (thrown) {
    return `The files could not be read: ${reasonOf(thrown)}`;
  }
}

function tell({ onProgress }: FilesScanOptions, progress: ScanProgress): void {
  try {
    onProgress?.(progress);
  } catch {
    // Whoever listens has a fault of its own.
  }
}
