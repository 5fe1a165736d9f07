import { expect, it } from "vitest";
import { durationText, parseDurationText } from "./duration-text.ts";

it("reads what people write", () => {
  expect(parseDurationText("30s")).toBe(30_000);
  expect(parseDurationText(" 1 min 30 s ")).toBe(90_000);
  expect(parseDurationText("1h30m")).toBe(5_400_000);
  expect(parseDurationText("250 ms")).toBe(250);
  expect(parseDurationText("1.5s")).toBe(1500);
  expect(parseDurationText("45")).toBe(45_000);
});

it("says no to what is no time", () => {
  for (const text of ["", "soon", "10 x", "s", "10 s later", "-5s", "1 min, 2 s"])
    expect(parseDurationText(text), text).toBeNull();
});

it("writes what it reads back", () => {
  for (const ms of [0, 1, 250, 1000, 90_000, 3_600_000, 5_430_250])
    expect(parseDurationText(durationText(ms)), durationText(ms)).toBe(ms);
  expect(durationText(90_000)).toBe("1 min 30 s");
});
