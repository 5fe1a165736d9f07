import { z } from "zod";
import { idSchema, isForwardRange, timeRangeShape } from "./common.ts";

export const cacheKindSchema = z.enum(["redis", "memcached", "postgresql"]);
export type CacheKind = z.infer<typeof cacheKindSchema>;

/** Keys looked at in each reading, of a Redis. */
const sampleKeysSchema = z.number().int().min(0).max(10_000);

/** A cache or database that is watched from outside. */
export const cacheConnectionsCreateInputSchema = z.object({
  name: z.string().trim().min(1).max(80),
  kind: cacheKindSchema,
  /** `redis://`, `rediss://`, `memcached://host:port` or `postgresql://`; user and password inside. Stored encrypted. */
  url: z.string().min(1).max(2_048),
  sampleKeys: sampleKeysSchema.default(0),
});
export const cacheConnectionsUpdateInputSchema = z.object({
  id: idSchema,
  name: z.string().trim().min(1).max(80).optional(),
  sampleKeys: sampleKeysSchema.optional(),
});
export const cacheConnectionRefSchema = z.object({ id: idSchema });
export type CacheConnectionsCreateInput = z.infer<typeof cacheConnectionsCreateInputSchema>;
export type CacheConnectionsUpdateInput = z.infer<typeof cacheConnectionsUpdateInputSchema>;

export interface CacheConnectionItem {
  id: string;
  name: string;
  kind: CacheKind;
  /** Without its password. */
  url: string;
  sampleKeys: number;
  createdAt: string;
  /** When it was last read or tried to be; null before the first time. */
  polledAt: string | null;
  /** Why the last reading failed; null when it did not. */
  error: string | null;
  /** Such as `redis 7.0.15`; null before the first good reading. */
  version: string | null;
}

export const cacheSourceSchema = z.enum([
  "library",
  "redis",
  "memcached",
  "postgresql",
  "micrometer",
  "mongodb",
  "elasticsearch",
]);
/**
 * `library`: metrics of @plimsoll/cache; `micrometer`: of caches of the JVM, as Micrometer names them; else of a server that
 * is watched, or of a collector's receiver for it.
 */
export type CacheSource = z.infer<typeof cacheSourceSchema>;

const cacheRefShape = {
  source: cacheSourceSchema,
  /** Name of the service in its telemetry. */
  service: z.string().min(1).max(256),
  /** Of the library, or the name of a cache of the JVM; empty for a server as a whole. */
  namespace: z.string().max(256).default(""),
};
export const cachesListInputSchema = z.object(timeRangeShape).refine(...isForwardRange);
export const cachesSetPriceInputSchema = z.object({
  ...cacheRefShape,
  /** What a second of a factory's work costs; null for no price. */
  pricePerSecond: z.number().min(0).max(1_000_000).nullable(),
  /** ISO 4217. */
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, "three capital letters, such as EUR")
    .default("EUR"),
});
export type CachesSetPriceInput = z.infer<typeof cachesSetPriceInputSchema>;

export const cachesInvalidateInputSchema = z.object({
  service: z.string().min(1).max(256),
  namespace: z.string().regex(/^[\w.-]{1,128}$/, "1 to 128 letters, digits, _, - or dots"),
  /** Absent: all of the namespace. */
  tag: z.string().min(1).max(256).optional(),
  /** Ids of the endpoints of processes to ask; one process tells the others of its app. */
  endpoints: z.array(idSchema).min(1).max(20),
});
export type CachesInvalidateInput = z.infer<typeof cachesInvalidateInputSchema>;

/** What one endpoint said to an invalidation. */
export interface CacheInvalidationAnswer {
  /** Its name. */
  endpoint: string;
  origin: string;
  /** Of the answer; null when there was none. */
  status: number | null;
  /** Why it did not do it; null when it did. */
  error: string | null;
  at: string;
  durationMs: number;
}
export interface CacheInvalidated {
  answers: CacheInvalidationAnswer[];
}

/** What a cache did in a range. Counted from how its counters grew; null where nothing says so. */
export interface CacheFigures {
  hits: number;
  /** Answered with a value past its time, while it was made anew. */
  stale: number;
  misses: number;
  /** Of all reads those that were hits or stale; null without reads. */
  hitRatio: number | null;
  readsPerSecond: number;
  /** Seconds that making values took. */
  factorySeconds: number | null;
  /** Of making one value. */
  missMs: number | null;
  evictions: number | null;
  errors: number | null;
  /** Reads that waited for a value another one made. */
  coalesced: number | null;
  /** At the end of the range. */
  entries: number | null;
  sizeBytes: number | null;
  capacityBytes: number | null;
}

export interface CacheCost {
  /** Seconds of work that misses cause in a minute. */
  secondsPerMinute: number;
  /** Seconds of work a minute that one more point of hit ratio would save; null without reads. */
  pointSecondsPerMinute: number | null;
  /** The same a day, in money; null without a price. */
  perDay: number | null;
  pointPerDay: number | null;
  pricePerSecond: number | null;
  currency: string;
}

export interface CacheItem extends CacheFigures {
  source: CacheSource;
  service: string;
  namespace: string;
  /** What misses cost; null where factories are not measured. */
  cost: CacheCost | null;
  /** The counters began in the range: a cache that starts empty misses at first. */
  coldStart: boolean;
  /** Hit ratio over the range; null where nothing was read. */
  trend: (number | null)[];
}
export interface CachesList {
  items: CacheItem[];
  stepMs: number;
  notes: string[];
}

/** HTTP caches of one host as one service met them, by response headers in its spans. */
export interface HttpCacheItem {
  service: string;
  /** Empty for what the service itself answered. */
  host: string;
  hits: number;
  stale: number;
  misses: number;
  /** Answers for which a cache did not look. */
  passed: number;
  /** Of hits, stale and misses those that a cache answered; null without any. */
  hitRatio: number | null;
  readsPerSecond: number;
  /** Mean time of an answer from the cache, and of one that was not; null without any. */
  hitMs: number | null;
  missMs: number | null;
  /** Seconds that callers wait for misses in a minute, beyond what hits would have taken. */
  waitedSecondsPerMinute: number | null;
  /** How old hits were, by their header `age`; null where none was seen. */
  medianAgeSeconds: number | null;
  /** The headers that told, such as `cf-cache-status`. */
  headers: string[];
  trend: (number | null)[];
}
export interface HttpCachesList {
  items: HttpCacheItem[];
  stepMs: number;
  /** Counts are of one five-minute bucket in so many, scaled up; 1: of all spans. */
  sampledOneIn: number;
}
