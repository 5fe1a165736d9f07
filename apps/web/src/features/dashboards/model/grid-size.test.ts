import { expect, it } from "vitest";
import { chartHeightIn, roomOf } from "./grid-size.ts";

it("a chart gets what its legend leaves, and never too little to be read", () => {
  expect(roomOf(4)).toBeGreaterThan(roomOf(3));
  expect(chartHeightIn(300, 3)).toBe(300 - 84);
  expect(chartHeightIn(300, 20)).toBe(chartHeightIn(300, 4));
  expect(chartHeightIn(100, 20)).toBe(64);
});
