import { expect, it } from "vitest";
import { headerLines, isGood, prettyBody } from "./exchange.ts";

it("calls good what was answered and met its checks", () => {
  const check = { name: "status", ok: true, detail: "" };
  expect(isGood({ error: null, checks: [check] })).toBe(true);
  expect(isGood({ error: null, checks: [check, { ...check, ok: false }] })).toBe(false);
  expect(isGood({ error: { kind: "timeout", message: "late" }, checks: [] })).toBe(false);
});

it("lays out JSON and leaves the rest alone", () => {
  expect(prettyBody('{"a":[1]}')).toBe('{\n  "a": [\n    1\n  ]\n}');
  expect(prettyBody("{cut")).toBe("{cut");
  expect(prettyBody("<html>")).toBe("<html>");
  expect(
    headerLines([
      ["a", "b"],
      ["c", "d"],
    ]),
  ).toBe("a: b\nc: d");
});
