import type { LoadErrorKind, LoadScript, SlowRequest } from "@plimsoll/core";
import type { HostPort } from "@plimsoll/outbound";
import type { SparseHistogram } from "../latency-histogram.ts";

/** What a run may connect to. Every socket is checked against it, those of redirects too. */
export interface LoadAccess {
  /** Origins (`https://shop.example:8443`) that were opened; `allowPrivate` where an admin approved the host and port. */
  origins: { origin: string; allowPrivate: boolean }[];
  /** The platform's own stores and servers, which are never connected to. */
  forbidden: HostPort[];
}

export interface LoadOptions {
  runId: string;
  script: LoadScript;
  /** Which part of the load this process generates; `{ index: 0, of: 1 }` is all of it. */
  share: { index: number; of: number };
  /** Worker threads that generate it; at least 1. */
  threads: number;
  /**
   * Instant of second 0, epoch milliseconds. The baseline phase comes before it. A promise lets threads get ready before
   * the instant is agreed on.
   */
  startsAt: number | Promise<number>;
  /** Whether to send the script's baseline phase before second 0. */
  baseline: boolean;
  /** Null: no guard, for runs that a person starts at their own command line. */
  access: LoadAccess | null;
  /** Requests this share may send, over everything; the run ends when they are used up. */
  maxRequests: number;
  seed?: number;
  /** The module that threads run, where it is not beside the caller's bundle. */
  threadEntry?: URL;
}

export interface LoadEvents {
  /** Once a second, in order, with everything that happened in it over all threads. */
  onInterval(interval: LoadInterval): void;
}

export interface LoadHandle {
  /** All threads have started and read the script; rejects when the script is wrong. */
  ready: Promise<void>;
  /** Rejects when the generator itself failed, never because of what the target did. */
  finished: Promise<LoadReport>;
  /** Ends the run within a second; what is in flight is cut and counted as a timeout. */
  stop(reason: string): Promise<void>;
  /**
   * Capacity mode: the whole plan so far, milliseconds from second 0, in order and without overlap; time without a stage
   * has no load. With `last` the run ends after the last stage, otherwise it waits for more until it is stopped.
   */
  setPlan(stages: readonly PlannedStage[], last?: boolean): void;
}

/** Iterations a second of all shares together between two instants. */
export interface PlannedStage {
  rate: number;
  fromMs: number;
  toMs: number;
}

/** One second of a run. */
export interface LoadInterval {
  /** From 0. Answers count in the second in which they came, planned and dropped work in the one it was planned for. */
  second: number;
  steps: StepInterval[];
  /** Up to 5 a step, of requests that carried a sampled `traceparent`, slowest first. */
  slowest: SlowRequest[];
  health: GeneratorHealth;
}

export interface GeneratorHealth {
  /** Share of a core that the busiest thread used, 0 to 1. */
  cpu: number;
  /** How late iterations began after their planned time at worst. */
  lagMs: number;
  inFlight: number;
}

/**
 * Figures of one step name in one second. Under the step `""` (kind `group`) are those of whole iterations: how many were
 * planned, begun, ended and dropped, and how long they took. Figures of all requests are the sum over the other steps of
 * kind `request`.
 */
export interface StepInterval {
  step: string;
  kind: "request" | "group";
  planned: number;
  sent: number;
  answered: number;
  failed: number;
  dropped: number;
  bytesIn: number;
  bytesOut: number;
  /** Microseconds from the planned send time, of answers and of requests that timed out. */
  histogram: SparseHistogram;
  /** Answers by status code. */
  statuses: Record<string, number>;
  errors: Partial<Record<LoadErrorKind, number>>;
  checks: { name: string; passed: number; failed: number }[];
}

export interface LoadReport {
  /** From second 0 to the end of the last stage, or to the stop. */
  seconds: number;
  maxLagMs: number;
  /** True when the figures say more about the generator than about the target. */
  generatorBound: boolean;
  /** Sentences for people: why it was generator-bound, what was dropped or cut. */
  notes: string[];
  /** The reason given to `stop`; null when it ended by itself. */
  stopped: string | null;
}
