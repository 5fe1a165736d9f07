import type { QueuesListResult, QueueSummary } from "@plimsoll/core";
import { expect, it } from "vitest";
import { bySource, hasNewQueue, mergeLive } from "./live-queues.ts";

const counts = { waiting: 0, active: 0, delayed: 0, "waiting-children": 0, completed: 0, failed: 0 };
const queue = (source: string, name: string): QueueSummary => ({
  source,
  queue: name,
  paused: false,
  counts,
  oldestWaitingMs: null,
  finishedPerMinute: 12,
  failureRatio: 0,
  waitP95Ms: 1,
  runP95Ms: 1,
  sparkline: [],
  writable: true,
});
const items = [queue("apps", "emails"), queue("apps", "images"), queue("platform", "instance")];
const source = (id: string) => ({ id, name: id, writable: true, error: null });
const result: QueuesListResult = {
  sources: [source("apps"), source("platform"), source("con_1")],
  items,
  backend: "postgresql",
};

it("puts live numbers in where a queue stands and leaves the rest alone", () => {
  const fresh = {
    source: "apps",
    queue: "images",
    paused: true,
    counts: { ...counts, waiting: 7 },
    oldestWaitingMs: 5,
  };
  const merged = mergeLive(items, { at: "2026-01-01T00:00:00Z", items: [fresh] });
  expect(merged.map((item) => item.queue)).toEqual(["emails", "images", "instance"]);
  expect(merged[1]).toMatchObject({ paused: true, oldestWaitingMs: 5, finishedPerMinute: 12 });
  expect(merged[1]?.counts.waiting).toBe(7);
});

it("sees a queue that came into being", () => {
  const batch = { at: "", items: [{ source: "apps", queue: "new", paused: false, counts, oldestWaitingMs: null }] };
  expect(hasNewQueue(items, batch)).toBe(true);
  expect(hasNewQueue(items, { at: "", items: items.slice(0, 1) })).toBe(false);
  expect(hasNewQueue(items, undefined)).toBe(false);
});

it("groups by source and keeps sources without queues", () => {
  const groups = bySource(result, items, "IM");
  expect(groups.map((group) => [group.source.id, group.queues.map((item) => item.queue)])).toEqual([
    ["apps", ["images"]],
    ["platform", []],
    ["con_1", []],
  ]);
});
