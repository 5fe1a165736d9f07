import { expect, it } from "vitest";
import { groupKeys, patternOf } from "./key-patterns.ts";

it("the pattern of a key has * for what is one of many", () => {
  const patterns = {
    "user:42:profile": "user:*:profile",
    "user:0f8fad5b-d9cb-469f-a165-70867728950e": "user:*",
    "session:ada@example.com": "session:*.com",
    "cache/page-3/en": "cache/page-*/en",
    "report.2026-11-22": "report.*",
    "etag:5d41402abc4b2a76b9719d911017c592": "etag:*",
    "token:V1StGXR8_Z5jdHi6B-myT": "token:*",
    "config:feature-flags": "config:feature-flags",
    plain: "plain",
    "": "",
  };
  for (const [key, pattern] of Object.entries(patterns)) expect(patternOf(key), key).toBe(pattern);
  expect(patternOf("a:".repeat(10_000)).length).toBeLessThanOrEqual(202);
  expect(patternOf("x".repeat(1_000_000)).length).toBeLessThanOrEqual(202);
});

it("keys are put together by pattern, the largest first, the rest in one", () => {
  const key = (name: string, bytes: number, ttlMs: number | null = null) => ({
    key: name,
    bytes,
    ttlMs,
    idleSeconds: 5,
    frequency: null,
  });
  const sample = [
    key("user:1", 100, 1_000),
    key("user:2", 300, 3_000),
    key("user:3", 10),
    key("big", 900),
    key("a", 1),
    key("b", 2),
  ];
  const [first, second, rest] = groupKeys(sample, 2);
  expect(first).toMatchObject({ pattern: "big", keys: 1, withoutTtl: 1, medianTtlMs: null, example: "big" });
  expect(second).toMatchObject({ pattern: "user:*", keys: 3, bytes: 410, withoutTtl: 1, medianTtlMs: 1_000 });
  expect(rest).toMatchObject({ pattern: "…", keys: 2, bytes: 3 });
  expect(groupKeys([], 5)).toEqual([]);
});
