import type { WebScanOptions } from "../run-web-scan.ts";

/** A running server of the corpus, on 127.0.0.1 and a port of the system's choice. */
export interface CorpusSite {
  origin: string;
  /** What a scan of it has to be told beside the entry's own options. */
  scan?: Partial<Pick<WebScanOptions, "authorities" | "otherOrigins" | "openApi" | "identities">>;
  close(): Promise<void>;
}

/**
 * One planted fault and its clean twin. The test scans both with the profile of the check: the check must find the fault in
 * the one, and no check of all may find anything in the other.
 */
export interface CorpusEntry {
  checkId: string;
  /** The planted fault in a few words, for the table. */
  fault: string;
  faulty(): Promise<CorpusSite>;
  clean(): Promise<CorpusSite>;
  /** Where the finding must be; anywhere when left out. */
  at?: { path?: string; parameter?: string };
  scan?: Partial<Pick<WebScanOptions, "entryPaths" | "identities" | "openApi">>;
}
