import { describe, expect, it } from "vitest";
import { axisTicks, clampView, parseView, viewParam, zoomView } from "./time-view.ts";

const whole = { start: 0, end: 1000 };

describe("time view", () => {
  it("stays inside the trace", () => {
    expect(clampView({ start: -50, end: 50 }, whole)).toEqual({ start: 0, end: 100 });
    expect(clampView({ start: 950, end: 1050 }, whole)).toEqual({ start: 900, end: 1000 });
    expect(clampView({ start: 500, end: 501 }, whole)).toEqual({ start: 500, end: 510 });
    expect(clampView({ start: -5, end: 5000 }, whole)).toEqual(whole);
  });

  it("zooms around an instant that stays in place", () => {
    expect(zoomView(whole, whole, 0.5, 250)).toEqual({ start: 125, end: 625 });
    expect(zoomView({ start: 125, end: 625 }, whole, 10, 250)).toEqual(whole);
  });

  it("goes through the address and back", () => {
    const view = { start: 10, end: 200 };
    expect(parseView(viewParam(view, whole), whole)).toEqual(view);
    expect(viewParam(whole, whole)).toBeNull();
    for (const text of [null, "", "a-b", "5-5", "9-2", "1"]) expect(parseView(text, whole)).toBeNull();
  });

  it("puts ticks on round instants", () => {
    expect(axisTicks(whole, 6)).toEqual([0, 200, 400, 600, 800, 1000]);
    expect(axisTicks({ start: 130, end: 190 }, 4)).toEqual([140, 160, 180]);
    expect(axisTicks({ start: 0, end: 3 }, 10)).toEqual([0, 1, 2, 3]);
  });
});
