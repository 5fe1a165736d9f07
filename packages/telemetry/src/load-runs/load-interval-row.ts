import type { LoadErrorKind, SlowRequest } from "@plimsoll/core";

/** Latencies counted in the buckets of the load engine's layout, only those that hold something. Microseconds. */
export interface LoadHistogram {
  buckets: number[];
  counts: number[];
  sumUs: number;
  minUs: number;
  maxUs: number;
}

/**
 * Figures of one step over some time. Under the step `""` are those of the whole run: `planned` and `dropped` count
 * iterations there, everything else the requests of all steps together.
 */
export interface LoadSums {
  step: string;
  kind: "request" | "group";
  planned: number;
  sent: number;
  answered: number;
  failed: number;
  dropped: number;
  bytesIn: number;
  bytesOut: number;
  histogram: LoadHistogram;
  /** Answers by status code. */
  statuses: Record<string, number>;
  errors: Partial<Record<LoadErrorKind, number>>;
  checks: { name: string; passed: number; failed: number }[];
}

/** What a share of a run measured of one step in one second. */
export interface LoadIntervalRow extends LoadSums {
  projectId: string;
  runId: string;
  share: number;
  /** From the start of the run, from 0. */
  second: number;
  /** Wall-clock time of the second, Unix milliseconds. */
  at: number;
  /** Of the generator; on rows of the step `""`, elsewhere 0. `cpu` is the busiest thread's share of a core. */
  inFlight: number;
  cpu: number;
  lagMs: number;
  /** Slowest traced requests of the step in the second. */
  slowest: Pick<SlowRequest, "traceId" | "latencyMs" | "status" | "error" | "at">[];
}
