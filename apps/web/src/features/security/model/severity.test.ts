import { describe, expect, it } from "vitest";
import { countAll, countWords, severityLevel, severityOf, severityRank } from "./severity.ts";

const counts = { critical: 1, high: 0, medium: 0, low: 3, info: 0 };

describe("severities", () => {
  it("rank from critical down to info", () => {
    expect(severityLevel("critical")).toBe(4);
    expect(severityLevel("info")).toBe(0);
  });

  it("come from an address or not at all", () => {
    expect(severityOf("high")).toBe("high");
    expect(severityOf("High")).toBeNull();
    expect(severityOf(null)).toBeNull();
  });

  it("are counted in words", () => {
    expect(countWords(counts)).toBe("1 critical, 3 low");
    expect(countAll(counts)).toBe(4);
    expect(countWords({ ...counts, critical: 0, low: 0 })).toBe("none");
  });

  it("weigh one of a higher more than any number of a lower", () => {
    expect(severityRank(counts)).toBeGreaterThan(severityRank({ ...counts, critical: 0, high: 5000 }));
  });
});
