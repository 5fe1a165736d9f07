import { randomUUID } from "node:crypto";
import type { CacheStore, StoreLock } from "../store/cache-store.ts";
import { DELETE, LOCK, RELEASE, RENEW, SET_FENCED, VERSION } from "./scripts.ts";

/** What is used of an `ioredis` client, single, Sentinel or Cluster; it stays the app's: the cache does not close it. */
export interface RedisLike {
  getBuffer(key: string): Promise<Buffer | null>;
  mgetBuffer(keys: string[]): Promise<(Buffer | null)[]>;
  set(key: string, value: Buffer | string, px: "PX", ms: number): Promise<unknown>;
  eval(script: string, keys: number, ...args: (string | number | Buffer)[]): Promise<unknown>;
  on(event: "ready", listener: () => void): unknown;
  off(event: "ready", listener: () => void): unknown;
  /** True for a cluster's client. */
  readonly isCluster?: boolean;
  readonly status?: string;
}
/** The client, or an error while its connection is lost. */
type Connected = () => RedisLike;

/** A version that nobody asks for is forgotten, which counts as an invalidation. */
const VERSION_LIFE_MS = 30 * 86_400_000;
/** Longer than values are made; a fence that is forgotten earlier does no harm but to a value made longer. */
const FENCE_LIFE_MS = 600_000;

const lockKey = (key: string) => `{${key}}:lock`;
const fenceKey = (key: string) => `{${key}}:fence`;
const valueKey = (key: string) => `{${key}}`;

/**
 * Second tier in Redis ≥ 6.2 or Valkey. A value and its lock share a hash tag, so that a cluster keeps them together. Many
 * values are read by one command, in a cluster by one command each over the client's pipeline.
 */
export function redisStore(redis: RedisLike): CacheStore {
  const listeners: (() => void)[] = [];
  let wasReady = redis.status === "ready";
  const onReady = () => {
    wasReady = true;
    for (const listener of listeners) listener();
  };
  redis.on("ready", onReady);
  // What the client would keep for later comes too late, and may undo what others did meanwhile.
  const connected = () => {
    if (wasReady && redis.status !== undefined && redis.status !== "ready") throw new Error("Redis is not connected.");
    return redis;
  };
  return {
    name: "redis",
    ...valuesIn(connected, redis.isCluster === true),
    ...versionsIn(connected),
    ...locksIn(connected),
    onReconnect(listener) {
      listeners.push(listener);
    },
    async close() {
      redis.off("ready", onReady);
    },
  };
}

function valuesIn(redis: Connected, isCluster: boolean): Pick<CacheStore, "get" | "getMany" | "set" | "delete"> {
  return {
    get: (key) => redis().getBuffer(valueKey(key)),
    getMany: (keys) =>
      isCluster
        ? Promise.all(keys.map((key) => redis().getBuffer(valueKey(key))))
        : redis().mgetBuffer(keys.map(valueKey)),
    async set(key, value, ttlMs, fence) {
      const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
      if (fence === undefined) {
        await redis().set(valueKey(key), bytes, "PX", ttlMs);
        return true;
      }
      return (await redis().eval(SET_FENCED, 2, valueKey(key), fenceKey(key), bytes, ttlMs, fence)) === 1;
    },
    async delete(keys) {
      await Promise.all(keys.map((key) => redis().eval(DELETE, 2, valueKey(key), fenceKey(key), FENCE_LIFE_MS)));
    },
  };
}

function versionsIn(redis: Connected): Pick<CacheStore, "versions" | "bump"> {
  return {
    versions: (tags) =>
      Promise.all(tags.map(async (tag) => String(await redis().eval(VERSION, 1, tag, randomUUID(), VERSION_LIFE_MS)))),
    bump: (tags) =>
      Promise.all(
        tags.map(async (tag) => {
          const version = randomUUID();
          await redis().set(tag, version, "PX", VERSION_LIFE_MS);
          return version;
        }),
      ),
  };
}

function locksIn(redis: Connected): Required<Pick<CacheStore, "lock" | "renew" | "release">> {
  return {
    async lock(key, ttlMs): Promise<StoreLock | null> {
      const token = randomUUID();
      const fence = await redis().eval(LOCK, 2, lockKey(key), fenceKey(key), token, ttlMs, FENCE_LIFE_MS);
      return fence === null ? null : { token, fence: Number(fence) };
    },
    renew: async (key, { token }, ttlMs) => (await redis().eval(RENEW, 1, lockKey(key), token, ttlMs)) === 1,
    async release(key, { token }) {
      await redis().eval(RELEASE, 1, lockKey(key), token);
    },
  };
}
