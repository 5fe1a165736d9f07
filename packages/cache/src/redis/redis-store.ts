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
  /** True for a cluster's connected(). */
  readonly isCluster?: boolean;
  readonly status?: string;
}

/** A version that nobody asks for is forgotten, which counts as an invalidation. */
const VERSION_LIFE_MS = 30 * 86_400_000;
/** Longer than values are made; a fence that is forgotten earlier does no harm but to a value made longer. */
const FENCE_LIFE_MS = 600_000;

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
  /** Throws while the connection is lost: what the client keeps for later would come too late, and may undo what others did. */
  const connected = (): RedisLike => {
    if (wasReady && redis.status !== undefined && redis.status !== "ready") throw new Error("Redis is not connected.");
    return redis;
  };
  const lockKey = (key: string) => `{${key}}:lock`;
  const fenceKey = (key: string) => `{${key}}:fence`;
  const valueKey = (key: string) => `{${key}}`;
  return {
    name: "redis",
    get: (key) => connected().getBuffer(valueKey(key)),
    getMany: (keys) =>
      redis.isCluster
        ? Promise.all(keys.map((key) => connected().getBuffer(valueKey(key))))
        : connected().mgetBuffer(keys.map(valueKey)),
    async set(key, value, ttlMs, fence) {
      const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
      if (fence === undefined) {
        await connected().set(valueKey(key), bytes, "PX", ttlMs);
        return true;
      }
      return (await connected().eval(SET_FENCED, 2, valueKey(key), fenceKey(key), bytes, ttlMs, fence)) === 1;
    },
    async delete(keys) {
      await Promise.all(keys.map((key) => connected().eval(DELETE, 2, valueKey(key), fenceKey(key), FENCE_LIFE_MS)));
    },
    versions: (tags) =>
      Promise.all(
        tags.map(async (tag) => String(await connected().eval(VERSION, 1, tag, randomUUID(), VERSION_LIFE_MS))),
      ),
    bump: (tags) =>
      Promise.all(
        tags.map(async (tag) => {
          const version = randomUUID();
          await connected().set(tag, version, "PX", VERSION_LIFE_MS);
          return version;
        }),
      ),
    async lock(key, ttlMs): Promise<StoreLock | null> {
      const token = randomUUID();
      const fence = await connected().eval(LOCK, 2, lockKey(key), fenceKey(key), token, ttlMs, FENCE_LIFE_MS);
      return fence === null ? null : { token, fence: Number(fence) };
    },
    renew: async (key, { token }, ttlMs) => (await connected().eval(RENEW, 1, lockKey(key), token, ttlMs)) === 1,
    async release(key, { token }) {
      await connected().eval(RELEASE, 1, lockKey(key), token);
    },
    onReconnect(listener) {
      listeners.push(listener);
    },
    async close() {
      redis.off("ready", onReady);
    },
  };
}
