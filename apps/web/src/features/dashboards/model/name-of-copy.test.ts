import { expect, it } from "vitest";
import { nameOfCopy } from "./name-of-copy.ts";

it("a copy has a name of its own, no longer than names may be", () => {
  expect(nameOfCopy("Shop", ["Shop"])).toBe("Shop (copy)");
  expect(nameOfCopy("Shop", ["Shop", "Shop (copy)", "Shop (copy 2)"])).toBe("Shop (copy 3)");
  expect(nameOfCopy("x".repeat(120), [])).toHaveLength(120);
});
