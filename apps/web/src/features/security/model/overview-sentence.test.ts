import type { ScanTargetItem, SecurityOverview, SeverityCounts } from "@plimsoll/core";
import { describe, expect, it } from "vitest";
import { overviewSentence } from "./overview-sentence.ts";

const none: SeverityCounts = { critical: 0, high: 0, medium: 0, low: 0, info: 0 };
const target = (open: Partial<SeverityCounts>, score: number | null = 80): ScanTargetItem => ({
  id: "t",
  name: "shop",
  kind: "web",
  origin: "https://shop.example.com",
  status: "proven",
  isPrivate: false,
  grade: score === null ? null : "B",
  score,
  open: { ...none, ...open },
  overdue: 0,
  lastScan: null,
  nextScanAt: null,
});
const overview = (targets: ScanTargetItem[], overdue: Partial<SeverityCounts> = {}): SecurityOverview => {
  const open = { ...none };
  for (const each of targets) {
    open.critical += each.open.critical;
    open.high += each.open.high;
    open.medium += each.open.medium;
    open.low += each.open.low;
  }
  return { targets, open, overdue: { ...none, ...overdue }, ages: [], trend: [], expiring: [], active: [] };
};

describe("overviewSentence", () => {
  it("says the worst first, where it is and what is late", () => {
    const { tone, sentence } = overviewSentence(
      overview([target({ critical: 2, high: 5 }), target({ critical: 1 }), target({})], { critical: 1 }),
    );
    expect(tone).toBe("error");
    expect(sentence).toBe("3 critical findings open on 2 targets, 1 of them overdue");
  });

  it("names what is late before what is only open", () => {
    expect(overviewSentence(overview([target({ medium: 3 })], { medium: 2 })).sentence).toMatch(/^2 findings overdue/);
    expect(overviewSentence(overview([target({ medium: 3 })]))).toMatchObject({ tone: "warn" });
  });

  it("does not call well what nobody looked at", () => {
    expect(overviewSentence(overview([target({}, null)])).sentence).toBe("Nothing was scanned yet");
    expect(overviewSentence(overview([target({}), target({}, null)]))).toMatchObject({ tone: "unknown" });
    expect(overviewSentence(overview([target({ low: 4 })]))).toEqual({
      tone: "ok",
      sentence: "Nothing above low is open on 1 target",
    });
  });
});
