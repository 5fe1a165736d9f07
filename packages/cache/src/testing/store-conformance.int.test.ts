import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, it } from "vitest";
import { memcachedStore } from "../memcached/memcached-store.ts";
import { redisStore } from "../redis/redis-store.ts";
import { memoryStore } from "./memory-store.ts";
import { startMemcached, startRedis, type TestServer } from "./start-server.ts";
import { storeConformance } from "./store-conformance.ts";

let redis: TestServer;
let memcached: TestServer;
beforeAll(async () => {
  [redis, memcached] = await Promise.all([startRedis(), startMemcached()]);
});
afterAll(async () => {
  await Promise.all([redis.stop(), memcached.stop()]);
});

storeConformance({ name: "memory", open: memoryStore, describe, it });
storeConformance({
  name: "redis",
  open: () => {
    const client = new Redis(redis.port, "127.0.0.1");
    const store = redisStore(client);
    return { ...store, close: async () => (await store.close(), client.disconnect()) };
  },
  describe,
  it,
});
storeConformance({
  name: "memcached",
  open: () => memcachedStore({ port: memcached.port }),
  ttlStepMs: 1_000,
  describe,
  it,
});
