import { expect, it } from "vitest";
import { topOf } from "./reference-lines.ts";

const line = (value: number) => ({ value, label: "", color: "" });

it("makes room for near lines and leaves far ones outside", () => {
  expect(topOf(0, [])).toBe(1);
  expect(topOf(100, [])).toBeCloseTo(110);
  expect(topOf(100, [line(400)])).toBeCloseTo(440);
  expect(topOf(1, [line(400)])).toBeCloseTo(1.1);
  expect(topOf(0, [line(400)])).toBeCloseTo(440);
});
