import { expect, it } from "vitest";
import { studentTail } from "./student.ts";

it.each([
  [12.706, 1, 0.05],
  [2.776, 4, 0.05],
  [2.228, 10, 0.05],
  [3.169, 10, 0.01],
  [1.96, 1e6, 0.05],
  [0, 7, 1],
  [4.587, 10, 0.001],
])("the tail beyond %d with %d degrees of freedom is %d, as tables have it", (t, freedom, tail) => {
  expect(studentTail(t, freedom)).toBeCloseTo(tail, 4);
});
