import type { JobAttempt } from "@plimsoll/core";
import { expect, it } from "vitest";
import { tracesOf } from "./job-traces.ts";

const attempt = (number: number, traceId: string | null, spanId: string | null): JobAttempt => ({
  attempt: number,
  outcome: "retried",
  startedAt: "2026-01-01T00:00:00Z",
  finishedAt: "2026-01-01T00:00:01Z",
  waitMs: 0,
  runMs: 1000,
  statusCode: null,
  error: null,
  traceId,
  spanId,
  worker: "wrk_1",
});

it("finds the one trace of a job and the span of its last attempt", () => {
  expect(tracesOf({ traceId: "t", attempts: [attempt(1, "t", "a"), attempt(2, "t", "b")] })).toEqual([
    { traceId: "t", spanId: "b", label: "Attempts 1 to 2" },
  ]);
});

it("tells traces of attempts apart, and from that of the enqueue call", () => {
  const attempts = [attempt(1, "x", "a"), attempt(2, null, null), attempt(3, "y", "c")];
  expect(tracesOf({ traceId: "t", attempts }).map(({ traceId, label }) => [traceId, label])).toEqual([
    ["t", "Enqueued"],
    ["x", "Attempt 1"],
    ["y", "Attempt 3"],
  ]);
  expect(tracesOf({ traceId: null, attempts: [] })).toEqual([]);
});
