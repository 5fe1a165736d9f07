import { z } from "zod";
import { idSchema, limitSchema } from "./common.ts";
import { type LoadErrorKind, type LoadScript, loadScriptSchema } from "./load-script.ts";

const testFields = {
  name: z.string().trim().min(1).max(120),
  description: z.string().trim().max(2000).default(""),
  /** The service whose load line a capacity search finds, by the name in its telemetry. */
  service: z.string().trim().min(1).max(200).nullable().default(null),
  script: loadScriptSchema,
};
export const loadTestsCreateInputSchema = z.object(testFields);
export const loadTestsUpdateInputSchema = z.object({ id: idSchema, ...testFields });
export type LoadTestsCreateInput = z.infer<typeof loadTestsCreateInputSchema>;
export type LoadTestsUpdateInput = z.infer<typeof loadTestsUpdateInputSchema>;
export const loadTestRefSchema = z.object({ id: idSchema });
export const loadTestsListInputSchema = z.object({ limit: limitSchema.default(100) });

export const loadTestsStartInputSchema = z
  .object({
    /** A saved test; or `script`, for a run that belongs to none. */
    id: idSchema.optional(),
    script: loadScriptSchema.optional(),
    name: z.string().trim().min(1).max(120).optional(),
    service: z.string().trim().min(1).max(200).optional(),
    /** What is being tested, such as a version or commit; taken from the service's telemetry when absent. */
    build: z.string().trim().min(1).max(120).optional(),
    /** Worker processes to split the run over; fewer when fewer are running. */
    workers: z.number().int().min(1).max(64).default(1),
  })
  .refine((input) => (input.id === undefined) !== (input.script === undefined), {
    message: "give either `id` or `script`",
    path: ["id"],
  });
export type LoadTestsStartInput = z.infer<typeof loadTestsStartInputSchema>;
export const loadRunRefSchema = z.object({ runId: idSchema });
/**
 * `passed` and `failed` by the thresholds; `aborted` by one of them; `error`: it could not run.
 * `starting` until its workers are ready, `finishing` while the result is put together.
 */
const loadRunStateSchema = z.enum([
  "queued",
  "starting",
  "running",
  "finishing",
  "passed",
  "failed",
  "aborted",
  "cancelled",
  "error",
]);
export const loadRunsListInputSchema = z.object({
  testId: idSchema.optional(),
  /** Only runs in one of these states; all when empty. */
  states: z.array(loadRunStateSchema).max(9).default([]),
  cursor: z.string().max(512).optional(),
  limit: limitSchema.default(50),
});
export const loadRunsCompareInputSchema = z.object({ runId: idSchema, baseRunId: idSchema });
export const loadLineInputSchema = z.object({ service: z.string().min(1).max(200) });
export const loadTestsDryRunInputSchema = z.object({ script: loadScriptSchema });
export const loadTestsImportInputSchema = z.object({
  format: z.enum(["har", "curl", "openapi"]),
  text: z.string().min(1).max(5_000_000),
});
export const loadCapsSchema = z.object({
  /** Iterations a second of a whole run. */
  maxRate: z.number().positive().max(10_000_000),
  maxDurationMs: z
    .number()
    .int()
    .min(1_000)
    .max(24 * 3_600_000),
  /** Virtual users, or iterations under way. */
  maxConcurrency: z.number().int().min(1).max(1_000_000),
  maxRequests: z.number().int().min(1).max(10_000_000_000),
});
export type LoadCaps = z.infer<typeof loadCapsSchema>;

export type LoadMode = LoadScript["load"]["mode"];
export type LoadRunState = z.infer<typeof loadRunStateSchema>;

export interface LatencySummary {
  /** Null where nothing was answered. Milliseconds, counted from the planned send time. */
  meanMs: number | null;
  p50Ms: number | null;
  p90Ms: number | null;
  p95Ms: number | null;
  p99Ms: number | null;
  p999Ms: number | null;
  maxMs: number | null;
}
export interface LoadFigures extends LatencySummary {
  planned: number;
  sent: number;
  /** Answered, well or not; the rest of what was sent ended in an error without an answer. */
  answered: number;
  failed: number;
  dropped: number;
  /** Answers a second over the time that counts. */
  rate: number;
  bytesIn: number;
  bytesOut: number;
}

/** The highest rate at which a service still met its objectives, found by a capacity search. */
export interface LoadLine {
  service: string | null;
  origin: string;
  testId: string | null;
  runId: string;
  /** Requests a second, with the range in which it lies: the rate that held and the one that broke. */
  rate: number;
  low: number;
  high: number;
  /** The thresholds that it met. */
  objectives: string[];
  build: string | null;
  measuredAt: string;
}

export interface LoadRunItem {
  id: string;
  testId: string | null;
  name: string;
  mode: LoadMode;
  state: LoadRunState;
  service: string | null;
  build: string | null;
  startedBy: string;
  createdAt: string;
  startedAt: string | null;
  finishedAt: string | null;
  /** How far, 0 to 1; null before it began and where nobody can say. */
  progress: number | null;
  /** One sentence: why it ended so. */
  verdict: string | null;
  figures: LoadFigures | null;
  /** Share of answers and errors that failed, 0 to 1. */
  errorShare: number | null;
  generatorBound: boolean;
  loadLine: LoadLine | null;
}
export interface LoadRunPage {
  items: LoadRunItem[];
  nextCursor: string | null;
}

export interface LoadTestItem {
  id: string;
  name: string;
  description: string;
  mode: LoadMode;
  service: string | null;
  origins: string[];
  updatedAt: string;
  lastRun: LoadRunItem | null;
  /** Its last finished runs, oldest first: what the trend is drawn from. */
  trend: { runId: string; at: string; build: string | null; p95Ms: number | null; loadLine: number | null }[];
}
export interface LoadTestDetail extends LoadTestItem {
  script: LoadScript;
  createdAt: string;
  createdBy: string;
  /** Of each origin in the script, whether a run may be sent there, and if not, why. */
  targets: { origin: string; open: boolean; reason: string | null; targetId: string | null }[];
}

export interface LoadDryRunExchange {
  scenario: string;
  step: string;
  request: { method: string; url: string; headers: [string, string][]; body: string | null };
  response: { status: number; headers: [string, string][]; body: string; bodyBytes: number; cut: boolean } | null;
  latencyMs: number | null;
  error: { kind: LoadErrorKind; message: string } | null;
  checks: { name: string; ok: boolean; detail: string }[];
  extracted: { name: string; value: string }[];
}
export interface LoadDryRun {
  exchanges: LoadDryRunExchange[];
}
export interface LoadImport {
  script: LoadScript;
  /** What could not be taken over, for people to read. */
  notes: string[];
}
