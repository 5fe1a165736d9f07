import type { BulkOperation } from "@plimsoll/core";
import { describe, expect, it } from "vitest";
import { actionsOf, isOver, progressWords, remainingMs, shareOf } from "./bulk-words.ts";

const startedMs = Date.parse("2026-01-01T00:00:00Z");
const operation: BulkOperation = {
  id: "blk_1",
  source: "apps",
  queue: "emails",
  action: "retry",
  filter: { source: "apps", queue: "emails", state: "failed" },
  state: "running",
  total: 50_000,
  examined: 12_500,
  done: 12_480,
  skipped: 20,
  error: null,
  createdAt: "2026-01-01T00:00:00Z",
  createdBy: "Ada",
  startedAt: "2026-01-01T00:00:00Z",
  finishedAt: null,
};

describe("a bulk operation in words", () => {
  it("says how far it is and how long is left at the pace so far", () => {
    expect(remainingMs(operation, startedMs + 10_000)).toBe(30_000);
    expect(progressWords(operation, startedMs + 10_000)).toBe(
      "12.5k of 50k looked at, 12.5k retried, 20 skipped; about 30 s left",
    );
    expect(shareOf(operation)).toBe(0.25);
  });

  it("promises nothing before there is a pace", () => {
    expect(remainingMs({ ...operation, examined: 0 }, startedMs + 10_000)).toBeNull();
    expect(remainingMs(operation, startedMs + 100)).toBeNull();
  });

  it("is full only when it is over", () => {
    expect(shareOf({ ...operation, examined: 60_000 })).toBe(0.99);
    const over: BulkOperation = { ...operation, state: "completed", skipped: 0, done: 50_000 };
    expect(isOver(over)).toBe(true);
    expect(shareOf(over)).toBe(1);
    expect(progressWords(over, startedMs)).toBe("50k retried");
  });
});

it("offers each state what can be done with it", () => {
  expect(actionsOf("failed")).toEqual(["retry", "discard"]);
  expect(actionsOf("delayed")).toContain("promote");
  expect(actionsOf("active")).toEqual([]);
});
