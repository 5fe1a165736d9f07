import { z } from "zod";
import type { CacheConnectionItem } from "./caches.ts";

/** Keys of one pattern, such as `user:*:profile`, as far as a random sample tells. */
export const keyPatternSchema = z.object({
  pattern: z.string(),
  /** Of the sampled keys. */
  keys: z.number(),
  bytes: z.number(),
  withoutTtl: z.number(),
  medianTtlMs: z.number().nullable(),
  medianIdleSeconds: z.number().nullable(),
  /** One of its keys, shortened. */
  example: z.string(),
});
/** Since the server started, or its statistics were reset; percentiles where the server keeps them (Redis 7 and later). */
const commandCostSchema = z.object({
  command: z.string(),
  calls: z.number(),
  failed: z.number(),
  totalMs: z.number(),
  meanMs: z.number(),
  p50Ms: z.number().nullable(),
  p99Ms: z.number().nullable(),
  p999Ms: z.number().nullable(),
});
export type CommandCost = z.infer<typeof commandCostSchema>;

/**
 * The keys that are used most. `frequency`: of the sampled keys, the server's own logarithmic counter, under an LFU policy;
 * `cpu` in microseconds and `network` in bytes: of a tracking by HOTKEYS that somebody started there.
 */
const hotKeysSchema = z.object({
  by: z.enum(["frequency", "cpu", "network"]),
  /** Of all keys together in that time; null where the server does not say. */
  total: z.number().nullable(),
  keys: z.array(z.object({ key: z.string(), value: z.number() })),
});
export type HotKeys = z.infer<typeof hotKeysSchema>;

/** What made the server wait, by its latency monitor. */
const latencyEventSchema = z.object({ event: z.string(), at: z.number(), latestMs: z.number(), maxMs: z.number() });
export type LatencyEvent = z.infer<typeof latencyEventSchema>;

export const redisFindingsSchema = z.object({
  /** What takes the memory; null when no keys were looked at. */
  patterns: z.object({ sampled: z.number(), items: z.array(keyPatternSchema) }).nullable(),
  /** Newest first: the command and its first argument, how many more there were; `at` in epoch milliseconds. */
  slow: z.array(z.object({ at: z.number(), ms: z.number(), command: z.string() })),
  hot: z.array(hotKeysSchema).default([]),
  /** Those that took most time first. */
  commands: z.array(commandCostSchema).default([]),
  events: z.array(latencyEventSchema).default([]),
});
export type RedisFindings = z.infer<typeof redisFindingsSchema>;

export const postgresFindingsSchema = z.object({
  /** By blocks read from disk, the worst first. */
  tables: z.array(
    z.object({
      table: z.string(),
      blocksRead: z.number(),
      hitRatio: z.number().nullable(),
      indexHitRatio: z.number().nullable(),
      bytes: z.number(),
    }),
  ),
  /** The dearest first; null without pg_stat_statements. */
  statements: z
    .array(
      z.object({
        query: z.string(),
        calls: z.number(),
        totalMs: z.number(),
        meanMs: z.number(),
        rows: z.number(),
        hitRatio: z.number().nullable(),
      }),
    )
    .nullable(),
});
export type PostgresFindings = z.infer<typeof postgresFindingsSchema>;

/** What the last reading of a watched server found beside metrics. */
export const cacheFindingsSchema = z.object({
  version: z.string(),
  /** Sentences: what the server or its user does not allow. */
  notes: z.array(z.string()),
  redis: redisFindingsSchema.nullable(),
  postgresql: postgresFindingsSchema.nullable(),
});
export type CacheFindings = z.infer<typeof cacheFindingsSchema>;

export interface CacheConnectionReport extends CacheConnectionItem {
  /** Of the last good reading; null before the first. */
  foundAt: string | null;
  findings: CacheFindings | null;
}
