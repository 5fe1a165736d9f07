import { describe, expect, it } from "vitest";
import { chosenRange, parseRange, rangeParams, resolveRange, zoomedOut } from "./time-range.ts";

const now = Date.parse("2026-11-22T02:00:00Z");

describe("the time range in the URL", () => {
  it("is the last hour when the URL says nothing or nonsense", () => {
    expect(parseRange(new URLSearchParams(""))).toEqual({ preset: "1h" });
    expect(parseRange(new URLSearchParams("range=9y"))).toEqual({ preset: "1h" });
    expect(parseRange(new URLSearchParams("from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z"))).toEqual({
      preset: "1h",
    });
  });

  it("survives the way to the URL and back", () => {
    const selection = chosenRange(now, now - 60_000);
    const params = new URLSearchParams();
    for (const [key, value] of Object.entries(rangeParams(selection))) if (value) params.set(key, value);
    expect(parseRange(params)).toEqual(selection);
    expect(rangeParams({ preset: "1h" })).toEqual({ range: null, from: null, to: null });
  });

  it("resolves a preset back from now", () => {
    expect(resolveRange({ preset: "15m" }, now)).toEqual({ fromMs: now - 900_000, toMs: now });
  });
});

describe("zooming", () => {
  it("goes to the next preset and stops at the longest", () => {
    expect(zoomedOut({ preset: "1h" }, now)).toEqual({ preset: "3h" });
    expect(zoomedOut({ preset: "14d" }, now)).toEqual({ preset: "14d" });
  });

  it("doubles a stretch without reaching past now", () => {
    const out = zoomedOut({ preset: null, fromMs: now - 60_000, toMs: now }, now);
    expect(out).toEqual({ preset: null, fromMs: now - 120_000, toMs: now });
  });

  it("never chooses less than a second", () => {
    expect(chosenRange(now, now)).toEqual({ preset: null, fromMs: now, toMs: now + 1000 });
  });
});
