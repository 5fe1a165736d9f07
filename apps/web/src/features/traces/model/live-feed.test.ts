import type { TraceSummary } from "@plimsoll/core";
import { describe, expect, it } from "vitest";
import { EMPTY_FEED, letIn, mergeResults, receive } from "./live-feed.ts";

const trace = (traceId: string, spanCount = 1): TraceSummary => ({
  traceId,
  rootService: "shop",
  rootOperation: "GET /",
  startTime: "2026-11-22T02:14:07.000000000Z",
  durationMs: 1,
  spanCount,
  errorCount: 0,
  services: [],
  partial: false,
});
const ids = (items: TraceSummary[]) => items.map((item) => item.traceId).join("");

describe("live feed", () => {
  it("puts new traces on top", () => {
    const feed = receive(receive(EMPTY_FEED, [trace("b"), trace("a")], 0, false), [trace("c")], 2, false);
    expect(ids(feed.shown)).toBe("cba");
    expect(feed.skipped).toBe(2);
  });

  it("lets them wait while somebody reads, but brings known ones up to date in place", () => {
    const before = receive(EMPTY_FEED, [trace("b"), trace("a")], 0, false);
    const during = receive(before, [trace("c"), trace("a", 9)], 0, true);
    expect([ids(during.shown), ids(during.waiting)]).toEqual(["ba", "c"]);
    expect(during.shown[1]?.spanCount).toBe(9);
    const more = receive(during, [trace("d"), trace("c", 3)], 0, true);
    expect([ids(more.waiting), more.waiting[1]?.spanCount]).toEqual(["dc", 3]);
    expect(ids(letIn(more).shown)).toBe("dcba");
    expect(ids(receive(more, [trace("e")], 0, false).shown)).toBe("edcba");
  });

  it("does not grow without end", () => {
    let feed = EMPTY_FEED;
    for (let batch = 0; batch < 60; batch++) {
      feed = receive(
        feed,
        Array.from({ length: 50 }, (_, index) => trace(`${batch}-${index}`)),
        0,
        batch % 2 === 1,
      );
    }
    expect(feed.shown).toHaveLength(2000);
    for (let batch = 60; batch < 80; batch++) {
      feed = receive(
        feed,
        Array.from({ length: 50 }, (_, index) => trace(`${batch}-${index}`)),
        0,
        true,
      );
    }
    expect(feed.waiting).toHaveLength(500);
    expect(feed.skipped).toBe(550);
  });

  it("shows a trace that was also found only once", () => {
    expect(ids(mergeResults([trace("b", 5)], [trace("c"), trace("b"), trace("a")]))).toBe("bca");
  });
});
