import { expect, it } from "vitest";
import { hasHotKeys, hotOfSample, hotOfTracking } from "./redis-hot-keys.ts";

const key = (name: string, frequency: number | null) => ({
  key: name,
  bytes: 1,
  ttlMs: null,
  idleSeconds: null,
  frequency,
});

it("the keys of a sample that are used most, where the server counts", () => {
  expect(hotOfSample([key("a", 3), key("b", 200)])).toEqual({
    by: "frequency",
    total: null,
    keys: [
      { key: "b", value: 200 },
      { key: "a", value: 3 },
    ],
  });
  expect(hotOfSample([key("a", null)])).toBeNull();
  expect(hotOfSample([])).toBeNull();
});

it("a tracking that somebody started is read in both of its forms", () => {
  const fields = ["tracking-active", 1, "all-commands-all-slots-us", 220, "by-cpu-time-us", ["x", 18, "y", 104]];
  const found = [
    {
      by: "cpu",
      total: 220,
      keys: [
        { key: "y", value: 104 },
        { key: "x", value: 18 },
      ],
    },
  ];
  expect(hotOfTracking(fields)).toEqual(found);
  expect(hotOfTracking([fields])).toEqual(found);
  expect(hotOfTracking([...fields, "by-net-bytes", ["x".repeat(500), "9"]])[1]).toMatchObject({
    by: "network",
    total: null,
    keys: [{ key: `${"x".repeat(200)}…`, value: 9 }],
  });
  expect(hotOfTracking(null)).toEqual([]);
  expect(hotOfTracking(["by-cpu-time-us", []])).toEqual([]);
});

it("only Redis 8.6 and later have it", () => {
  const versions = ["redis 7.0.15", "redis 8.4.2", "redis 8.6.0", "redis 8.10.2", "redis 9.0.0", "valkey 9.1.0"];
  expect(versions.map(hasHotKeys)).toEqual([false, false, true, true, true, false]);
});
