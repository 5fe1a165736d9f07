import type { ScanProfile } from "@plimsoll/core";
import type { GuardedAgent } from "@plimsoll/outbound";
import type { ScanIdentity } from "./check.ts";
import type { ScanProgress, ScanReport } from "./scan-report.ts";

export interface ScanLimits {
  /** Everything that is sent counts: crawl, baseline, checks and handshakes. */
  maxRequests: number;
  maxDurationMs: number;
  requestsPerSecond: number;
  /** Requests under way at a time, and checks running beside each other. */
  concurrency: number;
}

export interface WebScanOptions {
  /** Scheme, host and port. */
  origin: string;
  /** Where the crawl begins; `/` alone by default. Answers of an API are good, too. */
  entryPaths?: readonly string[];
  profile: ScanProfile;
  /** One that accepts any certificate: judging certificates is what checks do. */
  agent: GuardedAgent;
  /** True only when an admin approved this very scheme, host and port. */
  allowPrivate: boolean;
  /** Further origins of the same host that may be reached with the same right. */
  otherOrigins?: readonly string[];
  limits: ScanLimits;
  identities?: readonly ScanIdentity[];
  /** An OpenAPI document as text, or the path on the target where it is. */
  openApi?: string;
  /** Only these of the profile's checks, by id. */
  checks?: readonly string[];
  /** Certificates in PEM that are trusted beside the system's. */
  authorities?: readonly string[];
  /** Cancels the scan; what is running is not assessed then. */
  signal: AbortSignal;
  /** Called when a check begins and when it ends. */
  onProgress?(progress: ScanProgress): void;
}

export type WebScanner = (options: WebScanOptions) => Promise<ScanReport>;
