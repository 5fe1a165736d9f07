import { loadConfig } from "@plimsoll/core";
import { startTestStores, type TestStores } from "@plimsoll/embedded";
import { startRedis, type TestRedis } from "@plimsoll/embedded/testing/redis";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Caller } from "../audit/record-audit.ts";
import { queryMetric } from "../metrics/query-metric.ts";
import type { Platform } from "../platform.ts";
import { closePlatform, openPlatform } from "../system/open-platform.ts";
import { prepareStores } from "../system/prepare-stores.ts";
import {
  createCacheConnection,
  listCacheConnections,
  removeCacheConnection,
  updateCacheConnection,
} from "./cache-connections.ts";
import { getCacheReport } from "./cache-report.ts";
import { pollCaches } from "./poll-caches.ts";
import { SampleWriter } from "./watch/sample-writer.ts";

const ada: Caller = { projectId: "default", actor: "Ada" };
const eve: Caller = { projectId: "other", actor: "Eve" };

describe("watched caches", () => {
  let stores: TestStores;
  let theirs: TestRedis;
  let platform: Platform;
  let samples: SampleWriter;
  let redis: Redis;
  beforeAll(async () => {
    [stores, theirs] = await Promise.all([startTestStores(), startRedis()]);
    const config = loadConfig({
      DATABASE_URL: stores.databaseUrl,
      CLICKHOUSE_URL: stores.clickhouseUrl,
      PLIMSOLL_SECRET: "a secret of tests, which is long enough",
      PLIMSOLL_SELF_TRACING: "false",
    });
    await prepareStores(config);
    platform = openPlatform(config);
    samples = new SampleWriter(stores.clickhouseUrl);
    redis = new Redis(theirs.url);
    await redis.config("SET", "requirepass", "hunter2");
    await redis.auth("hunter2");
    await platform.db.project.create({ data: { id: "other", name: "Other" } });
  });
  afterAll(async () => {
    redis?.disconnect();
    await samples?.close();
    if (platform) await closePlatform(platform);
    await Promise.all([theirs?.stop(), stores?.stop()]);
  });

  const poll = () => pollCaches(platform, samples, new AbortController().signal);
  const watched = () => ({
    name: "sessions",
    kind: "redis" as const,
    url: theirs.url.replace("//", "//:hunter2@"),
    sampleKeys: 100,
  });

  it("are read, and what they say can be asked for as metrics; the password is nowhere to be seen", async () => {
    const { id, url } = await createCacheConnection(platform, ada, watched());
    expect(url).not.toContain("hunter2");
    await redis.set("user:1", "x");
    const from = new Date(Date.now() - 60_000).toISOString();
    await poll();
    for (let at = 0; at < 30; at += 1) await redis.get("user:1");
    for (let at = 0; at < 10; at += 1) await redis.get("none");
    expect(await poll()).toEqual({ read: 1, failed: 0 });
    const to = new Date(Date.now() + 60_000).toISOString();
    const increase = async (metric: string) => {
      const question = {
        from,
        to,
        metric,
        aggregation: "increase" as const,
        groupBy: ["service"],
        where: [],
        limit: 10,
      };
      const { series } = await queryMetric(platform, { projectId: "default" }, { ...question, stepMs: 600_000 });
      expect(series.map(({ labels }) => labels)).toEqual([{ service: "sessions" }]);
      return series[0]?.values.reduce<number>((sum, value) => sum + (value ?? 0), 0);
    };
    // Between the readings; looking at keys is not counted.
    expect(await increase("redis.keyspace.hits")).toBe(30);
    expect(await increase("redis.keyspace.misses")).toBe(10);
    const [item] = await listCacheConnections(platform, "default");
    expect(item).toMatchObject({
      id,
      name: "sessions",
      error: null,
      version: expect.stringMatching(/^(redis|valkey) /),
    });
    expect(JSON.stringify(item)).not.toContain("hunter2");
    const row = await platform.db.cacheConnection.findUniqueOrThrow({ where: { id } });
    const report = await getCacheReport(platform, "default", id);
    expect(report.findings?.redis?.patterns?.items).toMatchObject([{ pattern: "user:*", keys: 1 }]);
    expect(report.findings?.redis?.commands.find(({ command }) => command === "get")).toMatchObject({ calls: 40 });
    expect(Date.parse(report.foundAt ?? "")).toBeGreaterThan(Date.parse(from));
    expect(JSON.stringify(report)).not.toMatch(/hunter2|ownHits/);
    await expect(getCacheReport(platform, "other", id)).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(Buffer.from(row.url).toString("latin1")).not.toContain("hunter2");
    const audit = await platform.db.auditEntry.findMany({ where: { subject: `cache:${id}` } });
    expect(JSON.stringify(audit)).not.toContain("hunter2");
    await updateCacheConnection(platform, ada, { id, name: "logins", sampleKeys: 0 });
    await removeCacheConnection(platform, ada, id);
    expect(await poll()).toEqual({ read: 0, failed: 0 });
  });

  it("that do not answer are noted, and hold up no other", async () => {
    await createCacheConnection(platform, ada, watched());
    const second = await startRedis();
    const url = second.url.replace("//", "//:hunter3@");
    await createCacheConnection(platform, ada, { ...watched(), name: "gone", url });
    await second.stop();
    expect(await poll()).toEqual({ read: 1, failed: 1 });
    const items = await listCacheConnections(platform, "default");
    expect(items.map(({ name, error }) => [name, error === null])).toEqual([
      ["gone", false],
      ["sessions", true],
    ]);
    expect(items[0]?.error).toContain("does not answer");
    expect(JSON.stringify(items)).not.toMatch(/hunter[23]/);
  });

  it.each([
    ["memcached://169.254.169.254:11211", "memcached", "never connected to"],
    ["redis://[::ffff:169.254.169.254]:6379", "redis", "never connected to"],
    ["http://127.0.0.1:1", "redis", "not an address such as"],
    ["postgresql://127.0.0.1:1/app", "postgresql", "does not answer"],
    ["memcached://127.0.0.1:1", "memcached", "cannot be reached"],
  ] as const)("are not made of %s", async (url, kind, words) => {
    const made = createCacheConnection(platform, ada, { name: "wrong", kind, url, sampleKeys: 0 });
    await expect(made).rejects.toMatchObject({ code: "BAD_REQUEST", message: expect.stringContaining(words) });
  });

  it("are not made of Plimsoll's own stores, and belong to one project", async () => {
    const own = createCacheConnection(platform, ada, {
      name: "own",
      kind: "postgresql",
      url: stores.databaseUrl,
      sampleKeys: 0,
    });
    await expect(own).rejects.toMatchObject({ code: "BAD_REQUEST", message: expect.stringContaining("own") });
    const [item] = await listCacheConnections(platform, "default");
    await expect(removeCacheConnection(platform, eve, item?.id ?? "")).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(createCacheConnection(platform, ada, watched())).rejects.toMatchObject({ code: "CONFLICT" });
    expect(await listCacheConnections(platform, "other")).toEqual([]);
  });
});
