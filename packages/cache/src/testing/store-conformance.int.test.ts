import { Cluster, Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { memcachedStore } from "../memcached/memcached-store.ts";
import { redisStore } from "../redis/redis-store.ts";
import { memoryStore } from "./memory-store.ts";
import { hasMemcached, hasRedis, startMemcached, startRedis, type TestServer } from "./start-server.ts";
import { storeConformance } from "./store-conformance.ts";

storeConformance({ name: "memory", open: memoryStore, describe, it });

describe.skipIf(!hasRedis)("Redis", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server.stop());
  const open = () => {
    const client = new Redis(server.port, "127.0.0.1");
    const store = redisStore(client);
    const close = async () => {
      await store.close();
      client.disconnect();
    };
    return { ...store, close };
  };
  storeConformance({ name: "redis", open, describe, it });
});

describe.skipIf(!hasRedis)("Redis Cluster", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startRedis({ cluster: true });
    const client = new Redis(server.port, "127.0.0.1");
    await client.call("CLUSTER", "ADDSLOTSRANGE", "0", "16383");
    await vi.waitFor(async () => expect(await client.call("CLUSTER", "INFO")).toContain("cluster_state:ok"), 20_000);
    client.disconnect();
  });
  afterAll(() => server.stop());
  const open = () => {
    const client = new Cluster([{ host: "127.0.0.1", port: server.port }]);
    const store = redisStore(client);
    const close = async () => {
      await store.close();
      client.disconnect();
    };
    return { ...store, close };
  };
  storeConformance({ name: "redis cluster", open, describe, it });
});

describe.skipIf(!hasMemcached)("Memcached", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startMemcached();
  });
  afterAll(() => server.stop());
  storeConformance({
    name: "memcached",
    open: () => memcachedStore({ port: server.port }),
    ttlStepMs: 1_000,
    describe,
    it,
  });
});
