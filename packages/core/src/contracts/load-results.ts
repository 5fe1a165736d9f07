import type { LoadErrorKind, LoadScript } from "./load-script.ts";
import type { LatencySummary, LoadFigures, LoadLine, LoadRunItem } from "./load-tests.ts";

export interface LoadPoint extends LatencySummary {
  /** Seconds from the start of the run; a point covers `LoadRunView.stepSeconds`. */
  second: number;
  /** Per second. */
  planned: number;
  sent: number;
  answered: number;
  failed: number;
  dropped: number;
  inFlight: number;
  /** Of the generator: busiest thread's share of a core, and how late it sent at worst. */
  cpu: number;
  lagMs: number;
  /** Per second, by status (`200`), or by kind of error (`timeout`) where no answer came. */
  outcomes: Record<string, number>;
}
export interface LoadStepFigures extends LoadFigures {
  name: string;
  kind: "request" | "group";
  errorShare: number;
  checks: { name: string; passed: number; failed: number }[];
}
export interface LoadThresholdState {
  text: string;
  /** Null while there is too little to judge. */
  ok: boolean | null;
  /** Now, or over the whole run once it ended; in the threshold's own unit (ms, share 0 to 1, count, per second). */
  value: number | null;
  /** Of rolling windows: second at which it broke first. */
  brokenAtSecond: number | null;
  abort: boolean;
}
export interface LoadShareView {
  index: number;
  state: "waiting" | "ready" | "running" | "done" | "lost" | "failed";
  worker: string | null;
  /** Of a lost one: the second after which nothing came from it any more. */
  lastSecond: number | null;
  error: string | null;
}
export interface SlowRequest {
  traceId: string;
  step: string;
  latencyMs: number;
  status: number | null;
  error: LoadErrorKind | null;
  at: string;
}
export interface TracedRequest extends SlowRequest {
  /** Whether any span of its trace is stored yet. */
  traceArrived: boolean;
}
export interface CapacityStep {
  kind: "ramp" | "bisect" | "hold";
  rate: number;
  fromSecond: number;
  toSecond: number;
  /** Null while it runs. */
  held: boolean | null;
  answeredRate: number | null;
  p95Ms: number | null;
  errorShare: number | null;
  reason: string | null;
}

/** All that is known of a run, while it runs and afterwards. */
export interface LoadRunView {
  run: LoadRunItem;
  script: LoadScript;
  shares: LoadShareView[];
  /** Share of the planned load that was lost with worker processes, 0 to 1. */
  lostShare: number;
  elapsedMs: number;
  totalMs: number | null;
  thresholds: LoadThresholdState[];
  /** What a reader should know before trusting the figures: drops, lag, a busy generator, a lost share. */
  notes: string[];
  stepSeconds: number;
  series: LoadPoint[];
  /** Answers by latency: `counts[i]` lie at or below `boundsMs[i]` and above the one before. */
  heatmap: {
    boundsMs: number[];
    /** What a column covers; at least as long as a point. */
    stepSeconds: number;
    columns: { second: number; counts: number[] }[];
  };
  steps: LoadStepFigures[];
  statuses: { status: number; count: number }[];
  errors: { kind: LoadErrorKind; count: number }[];
  capacity: { steps: CapacityStep[]; line: LoadLine | null } | null;
  slowest: TracedRequest[];
}

export interface LoadComparisonRow {
  step: string;
  metric: "p50Ms" | "p95Ms" | "p99Ms" | "errorShare" | "rate";
  base: number | null;
  value: number | null;
  /** Relative change, 0.1 is 10 % more. */
  change: number | null;
  /** `same`: within what chance explains (see docs/load-tests.md). */
  verdict: "better" | "worse" | "same" | "unknown";
  /** Probability of so large a difference by chance. */
  pValue: number | null;
}
export interface LoadComparison {
  run: LoadRunItem;
  base: LoadRunItem;
  rows: LoadComparisonRow[];
}

/** Where the time of a run's requests went, by the traces of the servers. */
export interface LoadTimeSpent {
  /** Traces looked at. */
  runTraces: number;
  baselineTraces: number;
  baselineFrom: "before the run" | "live traffic" | "none";
  rows: {
    service: string;
    operation: string;
    /** Mean self time per request, milliseconds. */
    selfMs: number;
    baselineSelfMs: number | null;
    /** What it added to a request, and its share of all that was added, 0 to 1. */
    addedMs: number | null;
    addedShare: number | null;
    /** Spans of it per request. */
    callsPerRequest: number;
    exampleTraceId: string;
  }[];
  /** One sentence that names the cause; null when nothing stands out. */
  finding: string | null;
}

/** Load line of a service with its live rate. */
export interface LoadLineView {
  current: LoadLine | null;
  history: LoadLine[];
  /** Requests a second of the last full minutes, and what is left of the line, 0 to 1; null where unknown. */
  liveRate: number | null;
  headroom: number | null;
}
/** The same of one of all services that ever had a load line; `history` holds no more than the current one. */
export interface ServiceLoadLine extends LoadLineView {
  service: string;
}
