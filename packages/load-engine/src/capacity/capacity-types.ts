import type { CapacityStep, LoadModel } from "@plimsoll/core";

export type CapacityConfig = Omit<Extract<LoadModel, { mode: "capacity" }>, "mode" | "maxInFlight">;

/** A step to be run. Times are whole seconds. */
export interface CapacityPlan {
  kind: CapacityStep["kind"];
  /** Iterations a second. */
  rate: number;
  /** Without load before it, for the target to work off what the last step left. */
  restMs: number;
  /** With load, before it counts. */
  warmupMs: number;
  /** That counts. */
  measureMs: number;
}

/** How a step went. */
export interface CapacityOutcome {
  kind: CapacityStep["kind"];
  rate: number;
  held: boolean;
  /** Iterations a second that were answered. */
  answeredRate: number;
  p95Ms: number | null;
  /** Share of requests that failed, 0 to 1. */
  errorShare: number | null;
  /** How long an iteration took, 95 % of them; null when none ended. */
  iterationMs: number | null;
  /** Iterations under way when it ended. */
  inFlight: number;
  /** Whether the generator began iterations late: if it broke, the target may not be to blame. */
  late: boolean;
}

/** What a search found. */
export interface CapacityLine {
  /** Highest rate, iterations a second, that was planned, held, and answered. */
  rate: number;
  /** The highest rate that held, and the lowest one above it that broke; the same when none broke. */
  low: number;
  high: number;
  /** Whether it held for the whole of `holdMs`. */
  confirmed: boolean;
  /** Whether the generator was late in what broke above it: the target may carry more. */
  generatorLate: boolean;
}

export type CapacityDecision =
  | ({ done: false } & CapacityPlan)
  | { done: true; line: CapacityLine | null /** A sentence. */; reason: string };
