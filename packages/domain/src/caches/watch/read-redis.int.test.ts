import { startRedis, type TestRedis } from "@plimsoll/embedded/testing/redis";
import { Redis } from "ioredis";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { readRedis, shownCommand } from "./read-redis.ts";

describe("a Redis that is watched", () => {
  let server: TestRedis;
  let redis: Redis;
  beforeAll(async () => {
    server = await startRedis();
    redis = new Redis(server.url);
  });
  afterAll(async () => {
    redis?.disconnect();
    await server?.stop();
  });
  beforeEach(async () => {
    await redis.flushall();
    await redis.config("SET", "slowlog-log-slower-than", "10000");
    await redis.config("RESETSTAT");
    await redis.call("SLOWLOG", "RESET");
  });

  const read = (more: object = {}) =>
    readRedis(redis, { sampleKeys: 500, budgetMs: 2_000, now: Date.now(), ownHits: null, ...more });
  const value = (report: Awaited<ReturnType<typeof read>>, metric: string) =>
    report.points.find((point) => point.metric === metric)?.value;

  it("tells its hits and misses, and is none the worse for being read", async () => {
    await redis.set("user:1", "x");
    await redis.get("user:1");
    await redis.get("user:2");
    const first = await read();
    expect([value(first, "redis.keyspace.hits"), value(first, "redis.keyspace.misses")]).toEqual([1, 1]);
    expect(first.version).toMatch(/^(redis|valkey) \d/);
    expect(Math.abs((first.countsSince ?? 0) - Date.now())).toBeLessThan(600_000);
    expect(first.points.find(({ labels }) => labels["cmd"] === "get")).toMatchObject({ value: 2 });
    // Reading it is no traffic of the cache.
    const second = await read({ ownHits: first.ownHits });
    expect(value(second, "redis.keyspace.hits")).toBe(1);
    expect(value(await read({ ownHits: second.ownHits }), "redis.keyspace.hits")).toBe(1);
    const ofAnother = { ...second.ownHits, runId: "another" };
    expect(value(await read({ ownHits: ofAnother }), "redis.keyspace.hits")).toBe(7);
  });

  it("tells from a sample what takes the memory, and how long it stays", async () => {
    const pipeline = redis.pipeline();
    for (let at = 0; at < 200; at += 1) pipeline.set(`user:${at}:profile`, "x".repeat(1_000), "PX", 60_000);
    for (let at = 0; at < 100; at += 1) pipeline.set(`flag:${at}`, "1");
    await pipeline.exec();
    const { patterns } = await read({ sampleKeys: 2_000 });
    expect(patterns?.sampled).toBeGreaterThan(250);
    const [users, flags] = patterns?.items ?? [];
    expect(users).toMatchObject({ pattern: "user:*:profile", withoutTtl: 0 });
    expect(users?.bytes).toBeGreaterThan(150_000);
    expect(users?.medianTtlMs).toBeGreaterThan(1_000);
    expect(flags).toMatchObject({ pattern: "flag:*", medianTtlMs: null, withoutTtl: flags?.keys });
  });

  it("tells its slow commands, without what is stored", async () => {
    await redis.config("SET", "slowlog-log-slower-than", "0");
    await redis.set("slow", "y".repeat(10_000), "PX", 60_000);
    await redis.mget(Array.from({ length: 60 }, (_, at) => `key:${at}`));
    const { slow } = await read();
    expect(slow.map(({ command }) => command)).toEqual(
      expect.arrayContaining(["set slow … 3 more", "mget key:0 … 59 more"]),
    );
    expect(slow.every(({ ms, at }) => ms >= 0 && at > 1e12)).toBe(true);
    expect(shownCommand(["get", "k".repeat(1_000)]).length).toBeLessThanOrEqual(301);
    expect(shownCommand(["ping"])).toBe("ping");
  });

  it("tells what its commands cost, and what it waited for", async () => {
    await redis.config("SET", "latency-monitor-threshold", "1");
    await redis.set("user:1", "x");
    await redis.eval(
      "local s = redis.call('TIME') repeat local n = redis.call('TIME') until (n[1]-s[1])*1000000+n[2]-s[2] > 20000",
      0,
    );
    const { commands, events } = await read();
    await redis.config("SET", "latency-monitor-threshold", "0");
    const script = commands.find(({ command }) => command === "eval");
    expect(script?.calls).toBe(1);
    expect(script?.meanMs).toBeGreaterThanOrEqual(20);
    expect(script?.p99Ms).toBeGreaterThanOrEqual(20);
    expect(commands[0]).toBe(script);
    expect(events.find(({ event }) => event === "command")?.maxMs).toBeGreaterThanOrEqual(20);
  });

  it("tells its hottest keys where it counts how often each is used, and is none the hotter for it", async () => {
    await redis.config("SET", "maxmemory-policy", "allkeys-lfu");
    await redis.set("cold", "x");
    await redis.set("hot", "x");
    for (let at = 0; at < 2_000; at += 100) await redis.mget(Array.from({ length: 100 }, () => "hot"));
    await redis.config("RESETSTAT");
    const first = await read();
    expect(first.hot).toMatchObject([{ by: "frequency", keys: [{ key: "hot" }, { key: "cold" }] }]);
    const second = await read({ ownHits: first.ownHits });
    await redis.config("SET", "maxmemory-policy", "noeviction");
    expect(second.hot[0]?.keys[0]?.value).toBeLessThanOrEqual(first.hot[0]?.keys[0]?.value ?? 0);
    expect(value(second, "redis.keyspace.hits")).toBe(0);
  });

  it("says what its user may not ask", async () => {
    await redis.call("ACL", "SETUSER", "onlooker", "on", ">secret", "+info", "-slowlog", "-latency", "-randomkey");
    const { port } = new URL(server.url);
    const onlooker = new Redis(Number(port), "127.0.0.1", { username: "onlooker", password: "secret" });
    try {
      const report = await readRedis(onlooker, { sampleKeys: 100, budgetMs: 1_000, now: Date.now(), ownHits: null });
      expect(value(report, "redis.keyspace.hits")).toBeDefined();
      expect(report).toMatchObject({ slow: [], events: [], patterns: null });
      expect(report.notes.join(" ")).toMatch(/slowlog.*latency.*randomkey/s);
    } finally {
      onlooker.disconnect();
    }
  });

  it("that is empty has no patterns", async () => {
    expect((await read()).patterns).toEqual({ sampled: 0, items: [] });
  });
});
