import type { LoadFigures } from "@plimsoll/core";
import { z } from "zod";

/** One step of a capacity search as `LoadRun.plan` holds it; times are milliseconds from second 0. */
const capacityStepSchema = z.object({
  kind: z.enum(["ramp", "bisect", "hold"]),
  rate: z.number(),
  fromMs: z.number(),
  /** What comes before `fromMs + warmupMs` does not count. */
  warmupMs: z.number(),
  toMs: z.number(),
  /** Null while it runs. */
  outcome: z
    .object({
      held: z.boolean(),
      /** Iterations a second that were answered. */
      answeredRate: z.number(),
      p95Ms: z.number().nullable(),
      errorShare: z.number().nullable(),
      reason: z.string().nullable(),
      /** How long an iteration took, 95 % of them. */
      iterationMs: z.number().nullable(),
      /** Under way when it ended. */
      inFlight: z.number(),
      /** Whether the generator began iterations late. */
      late: z.boolean().default(false),
    })
    .nullable(),
});
export type PlannedCapacityStep = z.infer<typeof capacityStepSchema>;

/** What a worker process said of its part when it ended. */
const shareReportSchema = z.object({
  seconds: z.number(),
  maxLagMs: z.number(),
  generatorBound: z.boolean(),
  notes: z.array(z.string()),
  stopped: z.string().nullable(),
});
export type ShareReport = z.infer<typeof shareReportSchema>;

const thresholdStateSchema = z.object({
  text: z.string(),
  ok: z.boolean().nullable(),
  value: z.number().nullable(),
  brokenAtSecond: z.number().nullable(),
  abort: z.boolean(),
});

/** `LoadRun.result`: each key is written by one process at a time, while the run goes on and when it ends. */
const loadRunResultSchema = z.object({
  /** By the index of the share. */
  reports: z.record(z.string(), shareReportSchema).default({}),
  /** As last judged, in the order of the script. */
  thresholds: z.array(thresholdStateSchema).default([]),
  /** Last second up to which rolling windows were judged; -1: none. */
  judgedUpTo: z.number().default(-1),
  /** What a reader should know before trusting the figures. */
  notes: z.array(z.string()).default([]),
  /** How a capacity search ended. */
  capacity: z
    .object({
      /** In requests a second. */
      line: z.object({ rate: z.number(), low: z.number(), high: z.number() }).nullable(),
      reason: z.string(),
      /** The thresholds, or what took their place. */
      objectives: z.array(z.string()),
      /** Whether the generator was late in what broke above the line: the target may carry more. */
      generatorLate: z.boolean().default(false),
    })
    .nullable()
    .default(null),
  /** Whether the build was taken from telemetry when the run began: what answered it may have been another. */
  isBuildGuessed: z.boolean().default(false),
  /** Why it could not go on, when neither a person nor a threshold ended it. */
  error: z.string().nullable().default(null),
  /** Share of failed among answers and errors, 0 to 1, of the finished run. */
  errorShare: z.number().nullable().default(null),
});
export type LoadRunResult = z.infer<typeof loadRunResultSchema>;

/** The steps of a capacity search, in order. */
export function readPlan(plan: unknown): PlannedCapacityStep[] {
  return capacityStepSchema.array().parse(plan);
}

/** What is kept of how a run went; empty for one that has not begun. */
export function readResult(result: unknown): LoadRunResult {
  return loadRunResultSchema.parse(result ?? {});
}

const nullable = z.number().nullable();
const figuresSchema: z.ZodType<LoadFigures> = z.object({
  meanMs: nullable,
  p50Ms: nullable,
  p90Ms: nullable,
  p95Ms: nullable,
  p99Ms: nullable,
  p999Ms: nullable,
  maxMs: nullable,
  planned: z.number(),
  sent: z.number(),
  answered: z.number(),
  failed: z.number(),
  dropped: z.number(),
  rate: z.number(),
  bytesIn: z.number(),
  bytesOut: z.number(),
});

/** The figures of a finished run; null for one that has not ended. */
export function readFigures(figures: unknown): LoadFigures | null {
  return figures === null || figures === undefined ? null : figuresSchema.parse(figures);
}
