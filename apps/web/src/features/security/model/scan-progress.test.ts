import type { ScanCheckItem } from "@plimsoll/core";
import { describe, expect, it } from "vitest";
import { scanProgress } from "./scan-progress.ts";

const startedAt = "2026-11-22T10:00:00.000Z";
const startMs = Date.parse(startedAt);
const limits = { maxRequests: 2000, maxDurationMs: 600_000, requestsPerSecond: 20, concurrency: 4 };
const check = (outcome: ScanCheckItem["outcome"]): ScanCheckItem => ({
  checkId: `x.${outcome}`,
  title: outcome,
  group: "headers",
  outcome,
  reason: null,
  faults: 0,
  durationMs: null,
  requests: null,
});
const running = {
  state: "running" as const,
  stopped: null,
  startedAt,
  finishedAt: null,
  progress: 0.5,
  checks: [check("pass"), check("not-assessed"), check("running"), check("waiting")],
  requests: 1234,
  limits,
};

describe("scanProgress", () => {
  it("counts checks that are made, requests and time against their budgets", () => {
    expect(scanProgress(running, startMs + 12_400)).toEqual({
      share: 0.5,
      words: "2 of 4 checks, 1,234 of at most 2k requests, 12 s of at most 10 min",
    });
  });

  it("has no budget for files", () => {
    expect(scanProgress({ ...running, limits: null }, startMs + 1000).words).toBe("2 of 4 checks, 1 s");
  });

  it("says what it waits for, and what it took", () => {
    expect(scanProgress({ ...running, state: "queued", startedAt: null }, startMs).share).toBeNull();
    const done = { ...running, state: "done" as const, finishedAt: "2026-11-22T10:00:08.300Z" };
    expect(scanProgress(done, startMs)).toEqual({ share: 1, words: "took 8.3 s, 1.23k requests" });
    expect(scanProgress({ ...done, state: "error", startedAt: null }, startMs).words).toBe("did not begin");
  });
});
