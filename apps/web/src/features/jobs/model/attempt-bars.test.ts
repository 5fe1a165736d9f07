import type { JobAttempt } from "@plimsoll/core";
import { describe, expect, it } from "vitest";
import { attemptTimeline, shareAt } from "./attempt-bars.ts";

const at = (second: number) => new Date(Date.UTC(2026, 0, 1) + second * 1000).toISOString();
const ms = (second: number) => Date.parse(at(second));
const attempt = (number: number, from: number, to: number, waitMs: number): JobAttempt => ({
  attempt: number,
  outcome: "retried",
  startedAt: at(from),
  finishedAt: at(to),
  waitMs,
  runMs: (to - from) * 1000,
  statusCode: 503,
  error: "HTTP 503",
  traceId: null,
  spanId: null,
  worker: "wrk_1",
});
const job = {
  state: "active" as const,
  attempt: 1,
  attempts: [attempt(1, 2, 4, 1000)],
  enqueuedAt: at(0),
  startedAt: at(6),
  finishedAt: null,
  runAt: null,
  error: null,
};

describe("the time line of a job's attempts", () => {
  it("begins when the job was added and shows waiting before running", () => {
    const line = attemptTimeline({ ...job, state: "failed", startedAt: at(2), finishedAt: at(4) }, ms(100));
    expect(line.bars).toHaveLength(1);
    expect(line.bars[0]).toMatchObject({ readyMs: ms(1), startMs: ms(2), endMs: ms(4), statusCode: 503 });
    expect([line.fromMs, line.toMs]).toEqual([ms(0), ms(4)]);
    expect(shareAt(line, ms(1))).toBe(25);
  });

  it("never shows waiting from before the job was there", () => {
    const early = { ...job, state: "failed" as const, startedAt: at(2), attempts: [attempt(1, 2, 4, 60_000)] };
    expect(attemptTimeline(early, ms(9)).bars[0]?.readyMs).toBe(ms(0));
  });

  it("lets no attempt wait while the one before it ran", () => {
    const attempts = [attempt(1, 2, 4, 1000), attempt(2, 9, 10, 60_000)];
    const line = attemptTimeline({ ...job, state: "failed", attempts, startedAt: at(9), finishedAt: at(10) }, ms(100));
    expect(line.bars[1]).toMatchObject({ readyMs: ms(4), waitMs: 5000 });
  });

  it("adds the attempt that runs, up to now", () => {
    const line = attemptTimeline(job, ms(10));
    expect(line.bars.at(-1)).toMatchObject({
      attempt: 2,
      outcome: "running",
      startMs: ms(6),
      endMs: ms(10),
      runMs: 4000,
    });
    expect(line.toMs).toBe(ms(10));
  });

  it("adds the attempt that is ahead, up to when it is due", () => {
    const line = attemptTimeline({ ...job, state: "delayed", startedAt: at(2), runAt: at(20) }, ms(10));
    expect(line.bars.at(-1)).toMatchObject({ attempt: 2, outcome: "ahead", startMs: null, endMs: ms(20) });
  });

  it("shows the last attempt of a job that is over before history has it", () => {
    const over = {
      ...job,
      state: "failed" as const,
      attempt: 2,
      startedAt: at(6),
      finishedAt: at(7),
      error: "HTTP 500",
    };
    const line = attemptTimeline(over, ms(100));
    expect(line.bars.map((bar) => [bar.attempt, bar.outcome, bar.error])).toEqual([
      [1, "retried", "HTTP 503"],
      [2, "failed", "HTTP 500"],
    ]);
    expect(line.bars[1]).toMatchObject({ readyMs: ms(4), startMs: ms(6), endMs: ms(7), waitMs: 2000, runMs: 1000 });
    expect(attemptTimeline({ ...over, attempts: [attempt(2, 6, 7, 0)] }, ms(100)).bars).toHaveLength(1);
  });

  it("has an axis to divide by even for a job that has just come", () => {
    const line = attemptTimeline({ ...job, state: "waiting", attempt: 0, attempts: [], startedAt: null }, ms(0));
    expect(line.toMs).toBeGreaterThan(line.fromMs);
    expect(line.bars).toHaveLength(1);
    expect(line.bars[0]).toMatchObject({ attempt: 1, outcome: "ahead" });
  });
});
