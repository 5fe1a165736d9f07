import { describe, expect, it } from "vitest";
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatFull,
  formatNano,
  formatPercent,
  formatRate,
  formatRelative,
  NO_DATA,
  plural,
} from "./format.ts";

describe("formatDuration", () => {
  it.each([
    [0, "0 ms"],
    [0.00043, "430 ns"],
    [0.43, "430 µs"],
    [87.02, "87 ms"],
    [999.4, "999 ms"],
    [999.96, "1 s"],
    [1244, "1.24 s"],
    [59_900, "59.9 s"],
    [59_990, "1 min"],
    [125_000, "2 min 5 s"],
    [3_599_900, "1 h"],
    [11_520_000, "3 h 12 min"],
    [273_600_000, "3 d 4 h"],
  ])("reads %d ms as %s", (ms, text) => expect(formatDuration(ms)).toBe(text));

  it("tells no data from zero", () => {
    expect(formatDuration(null)).toBe(NO_DATA);
    expect(formatDuration(Number.NaN)).toBe(NO_DATA);
    expect(formatCount(null)).toBe(NO_DATA);
    expect(formatCount(0)).toBe("0");
  });

  it("takes nanoseconds as decimal strings", () => expect(formatNano("1240000000")).toBe("1.24 s"));
});

describe("counts, rates, ratios and sizes", () => {
  it.each([
    [87, "87"],
    [999.6, "1k"],
    [12_400, "12.4k"],
    [1_234_567, "1.23M"],
  ])("counts %d as %s", (value, text) => expect(formatCount(value)).toBe(text));

  it.each([
    [12_400, "12.4k/s"],
    [0.314, "0.314/s"],
    [0.03, "1.8/min"],
    [0.001, "3.6/h"],
    [0, "0/s"],
  ])("rates %d as %s", (value, text) => expect(formatRate(value)).toBe(text));

  it.each([
    [0.0031, "0.31 %"],
    [1, "100 %"],
    [0, "0 %"],
  ])("reads the ratio %d as %s", (value, text) => expect(formatPercent(value)).toBe(text));

  it.each([
    [512, "512 B"],
    [1536, "1.5 KiB"],
    [1024 ** 3, "1 GiB"],
  ])("reads %d bytes as %s", (value, text) => expect(formatBytes(value)).toBe(text));

  it("gives the full value for the hover", () => {
    expect(formatFull(1_234_567.25, "ms")).toBe("1,234,567.25 ms");
    expect(formatFull(null)).toBe("No data");
  });

  it("counts things", () => {
    expect(plural(1, "span")).toBe("1 span");
    expect(plural(2400, "span")).toBe("2.4k spans");
  });
});

describe("formatRelative", () => {
  const now = Date.parse("2026-11-22T02:14:00Z");
  it.each([
    ["2026-11-22T02:13:58Z", "just now"],
    ["2026-11-22T02:13:30Z", "30 s ago"],
    ["2026-11-22T02:11:00.123456789Z", "2 min ago"],
    ["2026-11-22T04:14:00Z", "in 2 h"],
    ["2026-11-19T02:00:00Z", "3 d ago"],
  ])("says %s as %s", (instant, text) => expect(formatRelative(instant, now)).toBe(text));
});
