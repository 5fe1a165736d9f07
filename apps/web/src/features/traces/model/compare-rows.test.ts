import { describe, expect, it } from "vitest";
import { compareRows, sortCompareRows } from "./compare-rows.ts";

const side = (totalMs: number, selfMs: number) => ({ count: 1, totalMs, selfMs, errors: 0 });
const rows = compareRows({
  rows: [
    { path: "web GET", depth: 0, service: "web", operation: "GET", a: side(10, 2), b: side(30, 4) },
    { path: "web GET › db x", depth: 1, service: "db", operation: "x", a: side(8, 8), b: null },
    { path: "web GET › db y", depth: 1, service: "db", operation: "y", a: null, b: side(26, 26) },
  ],
});

describe("compareRows", () => {
  it("marks what only one trace has and subtracts a from b", () => {
    expect(rows.map((row) => [row.change, row.totalDifference, row.selfDifference])).toEqual([
      ["both", 20, 2],
      ["removed", -8, -8],
      ["added", 26, 26],
    ]);
  });

  it("sorts by the size of the difference, or leaves the tree", () => {
    const paths = (sort: "tree" | "self" | "total") => sortCompareRows(rows, sort).map((row) => row.operation);
    expect(paths("tree")).toEqual(["GET", "x", "y"]);
    expect(paths("self")).toEqual(["y", "x", "GET"]);
    expect(paths("total")).toEqual(["y", "GET", "x"]);
  });
});
