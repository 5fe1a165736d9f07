import type { AdvisorySource } from "./supply-chain/advisory.ts";
import type { ScannedFile } from "./supply-chain/files-check.ts";
import type { LicencePolicy } from "./supply-chain/licence-policy.ts";
import type { ScanProgress, ScanReport } from "./scan-report.ts";

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
  onProgress?(progress: ScanProgress): void;
}

export interface FilesScanLimits {
  /** More files are not looked at, and the scan says so. */
  maxFiles: number;
  /** A larger file is not read. */
  maxFileBytes: number;
  maxComponents: number;
  maxDurationMs: number;
}
export type RunFilesScan = (options: FilesScanOptions) => Promise<ScanReport>;
