import type { Severity } from "@plimsoll/core";
import { describe, expect, it } from "vitest";
import { scoreOf } from "./score.ts";
import { severityRank } from "./severities.ts";

const of = (...groups: [string, Severity, number][]) =>
  groups.map(([checkId, severity, count]) => ({ checkId, severity: severityRank(severity), count }));

describe("scoreOf", () => {
  it("has nothing to say before anything was assessed", () => {
    expect(scoreOf(of(["a", "low", 1]), false)).toMatchObject({ score: null, grade: null });
  });

  it.each<[ReturnType<typeof of>, number, string]>([
    [of(), 100, "A"],
    [of(["a", "info", 9]), 100, "A"],
    [of(["a", "low", 1]), 98, "A"],
    [of(["a", "medium", 1], ["b", "medium", 1]), 84, "B"],
    [of(["a", "medium", 1], ["b", "medium", 1], ["c", "medium", 1], ["d", "medium", 1]), 68, "C"],
    [of(["a", "high", 1]), 80, "C"],
    [of(["a", "high", 1], ["b", "high", 1]), 60, "D"],
    [of(["a", "critical", 1]), 60, "F"],
    [of(["a", "critical", 1], ["b", "critical", 1], ["c", "critical", 1]), 0, "F"],
  ])("%j: %i points, %s", (groups, score, grade) => {
    expect(scoreOf(groups, true)).toMatchObject({ score, grade });
  });

  it("says what held the grade down", () => {
    expect(scoreOf(of(["a", "high", 1]), true).cap).toBe("An open high finding: C at best");
    expect(scoreOf(of(["a", "critical", 1]), true).cap).toBe("An open critical finding: F");
    expect(scoreOf(of(["a", "high", 1], ["b", "high", 1]), true).cap).toBeNull();
  });

  it("takes one fault on many pages for little more than one: a tenth each, as much again at most", () => {
    const points = (count: number) => scoreOf(of(["a", "medium", count]), true).deductions[0]?.points;
    expect([1, 2, 6, 11, 500].map(points)).toEqual([8, 8.8, 12, 16, 16]);
  });

  it("counts a check by its worst finding and lists what took most first", () => {
    const { deductions } = scoreOf(of(["a", "low", 3], ["b", "low", 1], ["a", "high", 1]), true);
    expect(deductions).toMatchObject([
      { checkId: "a", severity: "high", findings: 4, points: 26 },
      { checkId: "b", severity: "low", findings: 1, points: 2 },
    ]);
  });
});
