import { describe, expect, it } from "vitest";
import { filterInput, findingFilterOf, isNarrowed, scanChangeOf, toggled } from "./finding-filter.ts";

const read = (query: string) => findingFilterOf(new URLSearchParams(query));

describe("the filter of findings", () => {
  it("shows what is open, unless the address says otherwise", () => {
    expect(read("").states).toEqual(["open"]);
    expect(read("state=all").states).toEqual([]);
    expect(read("state=fixed,accepted").states).toEqual(["accepted", "fixed"]);
    expect(isNarrowed(read("state=fixed"))).toBe(false);
  });

  it("leaves out what makes no sense", () => {
    expect(read("severity=high,worst,low").severities).toEqual(["high", "low"]);
    expect(scanChangeOf("new")).toBe("new");
    expect(scanChangeOf("old")).toBeNull();
  });

  it("gives the API only what was chosen", () => {
    expect(filterInput(read("q= csp &severity=high"))).toEqual({
      states: ["open"],
      severities: ["high"],
      overdue: false,
      text: "csp",
    });
    const narrowed = read("target=t1&check=headers.csp&owner=ada&overdue=1");
    expect(filterInput(narrowed)).toMatchObject({
      targetId: "t1",
      checkId: "headers.csp",
      owner: "ada",
      overdue: true,
    });
    expect(isNarrowed(narrowed)).toBe(true);
  });

  it("adds and takes away", () => {
    expect(toggled(["a"], "b")).toEqual(["a", "b"]);
    expect(toggled(["a", "b"], "a")).toEqual(["b"]);
  });
});
