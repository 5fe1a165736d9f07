import {
  AppError,
  type CacheKind,
  type Config,
  type PostgresFindings,
  type RedisFindings,
  toError,
} from "@plimsoll/core";
import { Redis } from "ioredis";
import pg from "pg";
import {
  assertAllowedStore,
  REDIS_STORE,
  type StoreAddress,
  type StoreScheme,
} from "../../connections/store-address.ts";
import { within } from "../../connections/within.ts";
import { type PostgresReport, readPostgres } from "./read-postgres.ts";
import { readMemcached } from "./read-memcached.ts";
import { readRedis, type RedisReport } from "./read-redis.ts";
import type { OwnHits } from "./redis-info.ts";
import type { WatchedSample } from "./watched-point.ts";

export interface ReadingOptions {
  kind: CacheKind;
  url: string;
  sampleKeys: number;
  ownHits: OwnHits | null;
  now: number;
}
export type Reading = { address: StoreAddress } & WatchedSample & {
    redis: (RedisFindings & Pick<RedisReport, "ownHits">) | null;
    postgresql: PostgresFindings | null;
    notes: string[];
  };

const TIMEOUT_MS = 4_000;
const SAMPLE_BUDGET_MS = 1_500;
const SCHEMES: Record<CacheKind, StoreScheme> = {
  redis: REDIS_STORE,
  memcached: { protocols: ["memcached:"], port: 11_211, example: "memcached://host:11211" },
  postgresql: {
    protocols: ["postgresql:", "postgres:"],
    port: 5432,
    example: "postgresql://user:password@host:5432/database",
  },
};

/**
 * Reads a cache or database once. Throws BAD_REQUEST for an address that is not allowed, and UNAVAILABLE when it does not
 * answer in a few seconds. The connection is closed afterwards: a reading every quarter of a minute needs none to stay.
 */
export async function readConnection(config: Config, options: ReadingOptions): Promise<Reading> {
  const { kind, url, now } = options;
  const address = await assertAllowedStore(url, config, SCHEMES[kind]);
  const common = { address, redis: null, postgresql: null, notes: [] };
  if (kind === "memcached") {
    const [host = address.host] = address.addresses;
    return { ...common, ...(await readMemcached({ host, port: address.port }, { now, timeoutMs: TIMEOUT_MS })) };
  }
  if (kind === "redis") {
    const { patterns, slow, hot, commands, events, ownHits, ...sample } = await withRedis(options);
    return { ...common, ...sample, redis: { patterns, slow, hot, commands, events, ownHits } };
  }
  const { tables, statements, ...sample } = await withPostgres(url);
  return { ...common, ...sample, postgresql: { tables, statements } };
}

async function withRedis({ url, sampleKeys, ownHits, now }: ReadingOptions): Promise<RedisReport> {
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: TIMEOUT_MS,
    commandTimeout: TIMEOUT_MS,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  redis.on("error", () => undefined);
  try {
    await redis.connect();
    const reading = readRedis(redis, { sampleKeys, budgetMs: SAMPLE_BUDGET_MS, now, ownHits });
    return await within(reading, TIMEOUT_MS + SAMPLE_BUDGET_MS);
  } catch (error) {
    throw unanswered(error);
  } finally {
    redis.disconnect();
  }
}

async function withPostgres(url: string): Promise<PostgresReport> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: TIMEOUT_MS,
    statement_timeout: TIMEOUT_MS,
    query_timeout: TIMEOUT_MS,
    application_name: "plimsoll",
  });
  client.on("error", () => undefined);
  try {
    await client.connect();
    return await within(readPostgres(client), 2 * TIMEOUT_MS);
  } catch (error) {
    throw unanswered(error);
  } finally {
    await client.end().catch(() => undefined);
  }
}

const unanswered = (error: unknown) =>
  error instanceof AppError
    ? error
    : new AppError("UNAVAILABLE", `It does not answer: ${toError(error).message}`, { cause: error });
