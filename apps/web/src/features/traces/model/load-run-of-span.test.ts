import { expect, it } from "vitest";
import { loadRunOfSpan } from "./load-run-of-span.ts";

it("finds the run among the vendors of a tracestate", () => {
  expect(loadRunOfSpan({ traceState: "plimsoll=run_01" })).toBe("run_01");
  expect(loadRunOfSpan({ traceState: "rojo=00f067aa, plimsoll=run_01 ,congo=t61" })).toBe("run_01");
  expect(loadRunOfSpan({ traceState: "plimsoll2=run_01" })).toBeNull();
  expect(loadRunOfSpan({ traceState: "plimsoll=" })).toBeNull();
  expect(loadRunOfSpan({ traceState: "" })).toBeNull();
});
