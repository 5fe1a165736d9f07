import { describe, expect, it } from "vitest";
import { changeWords, isUnderWay, scanFilterOf, scanStateWords } from "./scan-states.ts";

const nothing = { new: 0, reopened: 0, fixed: 0, unchanged: 0, notAssessed: 0, suppressed: 0 };

describe("scans in words", () => {
  it("say what changed, without what there was none of", () => {
    expect(changeWords({ ...nothing, new: 2, fixed: 1, unchanged: 14, suppressed: 3 })).toBe(
      "2 new, 1 fixed, 14 unchanged",
    );
    expect(changeWords({ ...nothing, reopened: 1, notAssessed: 2 })).toBe("1 back, 2 not assessed");
    expect(changeWords(nothing)).toBe("no findings");
  });

  it("tell a scan that saw everything from one whose budget ended", () => {
    expect(scanStateWords({ state: "done", stopped: null }).tone).toBe("ok");
    expect(scanStateWords({ state: "done", stopped: "requests" })).toEqual({ word: "cut short", tone: "warn" });
    expect(scanStateWords({ state: "cancelled", stopped: "cancelled" }).word).toBe("cancelled");
  });

  it("are under way until they ended", () => {
    expect(isUnderWay({ state: "queued" })).toBe(true);
    expect(isUnderWay({ state: "error" })).toBe(false);
  });

  it("are all shown for a filter that does not exist", () => {
    expect(scanFilterOf("nonsense").states).toEqual([]);
    expect(scanFilterOf("active").states).toEqual(["queued", "running"]);
  });
});
