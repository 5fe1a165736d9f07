import { describe, expect, it } from "vitest";
import { parseStats, sampleOfStats } from "./memcached-stats.ts";
import { parseInfo, sampleOfInfo } from "./redis-info.ts";
import type { WatchedPoint } from "./watched-point.ts";

const NOW = 1_800_000_000_000;
const valueOf = (points: WatchedPoint[], metric: string, labels: Record<string, string> = {}) =>
  points.find((point) => point.metric === metric && JSON.stringify(point.labels) === JSON.stringify(labels))?.value;

const INFO = [
  "# Server",
  "redis_version:7.0.15",
  "os:Linux 6.1 x86_64",
  "uptime_in_seconds:3600",
  "",
  "# Memory",
  "used_memory:1048576",
  "maxmemory:0",
  "mem_fragmentation_ratio:1.25",
  "maxmemory_policy:allkeys-lru",
  "# Stats",
  "keyspace_hits:900",
  "keyspace_misses:100",
  "evicted_keys:",
  "# Commandstats",
  "cmdstat_get:calls=1000,usec=2000,usec_per_call=2.00,rejected_calls=0,failed_calls=0",
  "cmdstat_config|get:calls=1,usec=9,usec_per_call=9.00",
  "# Keyspace",
  "db0:keys=5,expires=1,avg_ttl=120000",
].join("\r\n");

describe("INFO of Redis", () => {
  it("becomes points named as the collector names them", () => {
    const { points, countsSince, version } = sampleOfInfo(INFO, NOW);
    expect([version, countsSince]).toEqual(["redis 7.0.15", NOW - 3_600_000]);
    expect(points).toContainEqual({
      metric: "redis.keyspace.hits",
      unit: "{hit}",
      kind: "counter",
      value: 900,
      labels: {},
    });
    expect(valueOf(points, "redis.memory.fragmentation_ratio")).toBe(1.25);
    expect(valueOf(points, "redis.db.avg_ttl", { db: "db0" })).toBe(120_000);
    expect(valueOf(points, "redis.cmd.calls", { cmd: "get" })).toBe(1_000);
    expect(valueOf(points, "redis.cmd.usec", { cmd: "config|get" })).toBe(9);
    // An empty field is not 0.
    expect(valueOf(points, "redis.keys.evicted")).toBeUndefined();
  });

  it("tells Valkey, and takes whatever comes", () => {
    expect(sampleOfInfo("redis_version:7.2.4\r\nvalkey_version:8.0.1\r\n", NOW).version).toBe("valkey 8.0.1");
    for (const text of [
      "",
      "-ERR unknown command",
      ":",
      "db0",
      "db0:",
      "cmdstat_:calls",
      "db1:keys=\0",
      "x".repeat(1e6),
    ]) {
      const { points, countsSince } = sampleOfInfo(text, NOW);
      expect([points, countsSince]).toEqual([[], null]);
    }
    const many = Array.from({ length: 2_000 }, (_, at) => `cmdstat_c${at}:calls=1,usec=1`).join("\n");
    expect(sampleOfInfo(many, NOW).points).toHaveLength(600);
    expect(parseInfo("a:b:c").get("a")).toBe("b:c");
  });
});

describe("stats of Memcached", () => {
  const stats =
    "STAT version 1.6.18\r\nSTAT uptime 60\r\nSTAT get_hits 3\r\nSTAT get_misses 1\r\nSTAT bytes 2048\r\nEND\r\n";
  const slabs = "STAT 5:chunk_size 240\r\nSTAT 5:used_chunks 2\r\nSTAT active_slabs 1\r\nEND\r\n";
  const items = "STAT items:5:evicted 7\r\nSTAT items:5:number 2\r\nEND\r\n";

  it("become points, those of slabs by slab", () => {
    const { points, countsSince, version } = sampleOfStats({ stats, slabs, items }, NOW);
    expect([version, countsSince]).toEqual(["memcached 1.6.18", NOW - 60_000]);
    expect(valueOf(points, "memcached.operations", { type: "hit", operation: "get" })).toBe(3);
    expect(valueOf(points, "memcached.bytes")).toBe(2048);
    expect(valueOf(points, "memcached.slab.chunk_size", { slab: "5" })).toBe(240);
    expect(valueOf(points, "memcached.slab.evictions", { slab: "5" })).toBe(7);
  });

  it("may be anything", () => {
    const garbage = "ERROR\r\nSTAT\r\nSTAT x\r\nSTAT 5: 1\r\nSTAT items:a:evicted 1";
    expect(sampleOfStats({ stats: garbage, slabs: garbage, items: garbage }, NOW).points).toEqual([]);
    expect(parseStats("STAT a b c\r\n").get("a")).toBe("b c");
  });
});
