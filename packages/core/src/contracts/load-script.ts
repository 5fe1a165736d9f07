import { z } from "zod";

const nameSchema = z.string().trim().min(1).max(120);
/** Text in which `{{name}}` stands for a variable, a field of a row of data, or a function such as `{{$uuid}}`. */
const templateSchema = z.string().max(65_536);
const durationMs = (longest: number) => z.number().int().min(0).max(longest);
const HOUR_MS = 3_600_000;

export const loadMethodSchema = z.enum(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

export const loadBodySchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("text"), text: templateSchema }),
  /** Templates may stand in its strings; content-type is application/json unless a header says otherwise. */
  z.object({ type: z.literal("json"), json: z.json() }),
  z.object({ type: z.literal("form"), fields: z.record(z.string(), templateSchema) }),
]);
export type LoadBody = z.infer<typeof loadBodySchema>;

/** Takes a value out of a response, for the steps after it. */
export const loadExtractSchema = z.object({
  /** Name of the variable. */
  as: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/, "a variable has letters, digits and _"),
  from: z.enum(["json", "header", "regex", "cookie", "status"]),
  /** JSONPath, name of a header or cookie, or a regular expression whose first group (or match) is taken. */
  expression: z.string().max(1024).default(""),
  /** Taken when nothing is found; without it the iteration ends there and the step has failed. */
  fallback: z.string().max(1024).optional(),
});
export type LoadExtract = z.infer<typeof loadExtractSchema>;

export const loadCheckSchema = z.discriminatedUnion("type", [
  /** `200`, `2xx`, `200-299`, or several with commas. */
  z.object({ type: z.literal("status"), is: z.string().regex(/^[0-9x,\s-]{1,80}$/) }),
  z.object({ type: z.literal("body"), contains: z.string().min(1).max(4096) }),
  z.object({ type: z.literal("matches"), pattern: z.string().min(1).max(1024) }),
  z.object({ type: z.literal("json"), path: z.string().min(1).max(1024), equals: z.json() }),
  z.object({ type: z.literal("header"), name: z.string().min(1).max(128), contains: z.string().max(1024) }),
  z.object({ type: z.literal("latency"), maxMs: z.number().positive().max(HOUR_MS) }),
]);
export type LoadCheck = z.infer<typeof loadCheckSchema>;

export const loadRequestStepSchema = z.object({
  type: z.literal("request"),
  /** What its figures are shown under; requests of one name count together. The method and the URL as written by default. */
  name: nameSchema.optional(),
  method: loadMethodSchema.default("GET"),
  /** Absolute, or a path after `baseUrl`. */
  url: templateSchema.min(1),
  headers: z.record(z.string().min(1).max(256), templateSchema).default({}),
  body: loadBodySchema.optional(),
  timeoutMs: z.number().int().min(1).max(600_000).optional(),
  extract: z.array(loadExtractSchema).max(32).default([]),
  /** Without a check of the status, an answer of 400 and above counts as failed. */
  checks: z.array(loadCheckSchema).max(32).default([]),
});
export type LoadRequestStep = z.infer<typeof loadRequestStepSchema>;

export const loadThinkStepSchema = z.object({
  type: z.literal("think"),
  /** The pause is random between the two. */
  minMs: durationMs(600_000),
  maxMs: durationMs(600_000),
});

export interface LoadGroupStep {
  type: "group";
  /** Its whole duration is shown under this name, beside its steps. */
  name: string;
  steps: LoadStep[];
}
export type LoadStep = LoadRequestStep | z.infer<typeof loadThinkStepSchema> | LoadGroupStep;

const leafStep = z.discriminatedUnion("type", [loadRequestStepSchema, loadThinkStepSchema]);
const groupOf = <Steps extends z.ZodType>(step: Steps) =>
  z.object({ type: z.literal("group"), name: nameSchema, steps: z.array(step).min(1).max(100) });
/** Groups nest once. */
const innerStep = z.union([leafStep, groupOf(leafStep)]);
export const loadStepSchema = z.union([leafStep, groupOf(innerStep)]);

export const loadScenarioSchema = z.object({
  name: nameSchema,
  /** Its share of all iterations is its weight over the sum of weights. */
  weight: z.number().positive().max(1_000_000).default(1),
  steps: z.array(loadStepSchema).min(1).max(100),
});
export type LoadScenario = z.infer<typeof loadScenarioSchema>;

/** Iterations per second, whether the target answers or not. Constant during a stage, or a straight line from `startRate` to `rate`. */
export const loadRateStageSchema = z.object({
  durationMs: durationMs(24 * HOUR_MS).min(1),
  rate: z.number().min(0).max(10_000_000),
  startRate: z.number().min(0).max(10_000_000).optional(),
});
export type LoadRateStage = z.infer<typeof loadRateStageSchema>;

/** Virtual users, each of whom begins an iteration when the last one has ended. */
export const loadUserStageSchema = z.object({
  durationMs: durationMs(24 * HOUR_MS).min(1),
  users: z.number().int().min(0).max(100_000),
  startUsers: z.number().int().min(0).max(100_000).optional(),
});
export type LoadUserStage = z.infer<typeof loadUserStageSchema>;

export const loadModelSchema = z.discriminatedUnion("mode", [
  z.object({
    mode: z.literal("open"),
    stages: z.array(loadRateStageSchema).min(1).max(100),
    /** Iterations under way at once; what is due beyond them is dropped and counted. */
    maxInFlight: z.number().int().min(1).max(100_000).default(10_000),
  }),
  z.object({ mode: z.literal("closed"), stages: z.array(loadUserStageSchema).min(1).max(100) }),
  z.object({
    mode: z.literal("capacity"),
    /** First rate that is tried, and the highest. */
    startRate: z.number().positive().max(10_000_000).default(10),
    maxRate: z.number().positive().max(10_000_000),
    /** Of each step, the time before it counts, and the time that counts. */
    warmupMs: durationMs(HOUR_MS).default(2_000),
    stepMs: durationMs(HOUR_MS).min(1_000).default(8_000),
    /** How long the rate that was found is confirmed. */
    holdMs: durationMs(HOUR_MS).min(1_000).default(20_000),
    /** The search ends when the rate that held and the one that broke are this close. */
    precision: z.number().min(0.005).max(0.5).default(0.03),
    maxSteps: z.number().int().min(3).max(40).default(12),
    maxInFlight: z.number().int().min(1).max(100_000).default(10_000),
  }),
]);
export type LoadModel = z.infer<typeof loadModelSchema>;

/** Rows that iterations take values from: `{{users.email}}` of the data set `users`. */
export const loadDataSchema = z.object({
  name: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/, "a data set has letters, digits and _"),
  /** CSV with a header line, or a JSON array of objects. */
  format: z.enum(["csv", "json"]),
  text: z.string().min(1).max(2_000_000),
  /** `sequential` hands rows out in turn and begins again, over all threads and workers of a run. */
  pick: z.enum(["sequential", "random"]).default("sequential"),
});
export type LoadData = z.infer<typeof loadDataSchema>;

export const loadHttpSchema = z.object({
  /** `2` is HTTP/2 over TLS, or with prior knowledge over plain TCP. */
  version: z.enum(["1.1", "2"]).default("1.1"),
  /** False opens a connection for each request. */
  keepAlive: z.boolean().default(true),
  /** Over everything: connecting, sending, and the answer with its body. */
  timeoutMs: z.number().int().min(1).max(600_000).default(30_000),
  /** A larger answer is cut off and counts as failed. */
  maxBodyBytes: z.number().int().min(0).max(1_000_000_000).default(10_000_000),
  verifyTls: z.boolean().default(true),
  /** `once`: at the start; `connection`: again for each new connection. */
  dns: z.enum(["once", "connection"]).default("once"),
  /** Redirects followed before the last answer counts; each must lead to a host that the run may reach. */
  maxRedirects: z.number().int().min(0).max(10).default(0),
});

export const loadScriptSchema = z.object({
  /** What relative URLs are put after; may hold a path. */
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .max(2048)
    .optional(),
  load: loadModelSchema,
  scenarios: z.array(loadScenarioSchema).min(1).max(50),
  /** Such as `p95 < 250ms`, `errors < 1% over 10s abort`, `checkout: p99 < 1s`: see parseLoadThreshold. */
  thresholds: z.array(z.string().trim().min(1).max(200)).max(50).default([]),
  variables: z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/), templateSchema).default({}),
  data: z.array(loadDataSchema).max(20).default([]),
  http: loadHttpSchema.prefault({}),
  tracing: z
    .object({
      /** Share of requests that carry a sampled `traceparent`, 0 to 1. */
      share: z.number().min(0).max(1).default(0.05),
    })
    .prefault({}),
  /** Requests at a low rate before the run, which count in no figure: what the traces of the run are compared with. */
  baseline: z
    .object({
      durationMs: durationMs(HOUR_MS).default(5_000),
      rate: z.number().positive().max(1_000).default(5),
    })
    .prefault({}),
});
export type LoadScript = z.infer<typeof loadScriptSchema>;
/** As it is written, with defaults left out. */
export type LoadScriptInput = z.input<typeof loadScriptSchema>;

/** Why a request failed. `forbidden`: it was to a host that the run may not reach; `body`: its answer was too large. */
export const loadErrorKindSchema = z.enum([
  "dns",
  "connect",
  "tls",
  "timeout",
  "reset",
  "protocol",
  "body",
  "forbidden",
  "status",
  "check",
  "extract",
]);
export type LoadErrorKind = z.infer<typeof loadErrorKindSchema>;
