import { expect, it } from "vitest";
import { stackBands, stackedValues } from "./stack.ts";

it("puts series on top of each other and leaves gaps where nothing is known", () => {
  const stacked = stackedValues([{ values: [1, null, 3] }, { values: [2, null, null] }, { values: [0, null, 4] }]);
  expect(stacked).toEqual([
    [1, null, 3],
    [3, null, 3],
    [3, null, 7],
  ]);
  expect(stackedValues([])).toEqual([]);
});

it("fills between neighbours", () => {
  expect(stackBands(3)).toEqual([{ series: [2, 1] }, { series: [3, 2] }]);
  expect(stackBands(1)).toEqual([]);
});
