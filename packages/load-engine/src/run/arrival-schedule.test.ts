import { describe, expect, it } from "vitest";
import { type ArrivalSchedule, scheduleOfPlan, scheduleOfStages, type Stride } from "./arrival-schedule.ts";

const ALL: Stride = { index: 0, of: 1 };
function take(schedule: ArrivalSchedule): number[] {
  const times: number[] = [];
  for (; schedule.nextMs < Number.POSITIVE_INFINITY; schedule.advance()) times.push(schedule.nextMs);
  return times;
}

describe("the schedule of arrivals", () => {
  it("spaces a constant rate evenly, beginning with the stage", () => {
    const times = take(scheduleOfStages([{ durationMs: 20_000, rate: 100 }], ALL));
    expect(times).toHaveLength(2_000);
    expect(times.slice(0, 3)).toEqual([0, 10, 20]);
    expect(times.at(-1)).toBe(19_990);
  });

  it("puts arrivals of a ramp where the integral of the rate says", () => {
    // From 0 to 100/s in 10 s: 5 t² arrivals after t seconds.
    const times = take(scheduleOfStages([{ durationMs: 10_000, startRate: 0, rate: 100 }], ALL));
    expect(times).toHaveLength(500);
    expect(times[5]).toBeCloseTo(1_000, 6);
    expect(times[20]).toBeCloseTo(2_000, 6);
    expect(times[320]).toBeCloseTo(8_000, 6);
    const down = take(scheduleOfStages([{ durationMs: 10_000, startRate: 100, rate: 0 }], ALL));
    expect(down).toHaveLength(500);
    expect(down.at(-1)).toBeLessThan(10_000);
    expect(down.every((time, at) => at === 0 || time > (down[at - 1] ?? 0))).toBe(true);
  });

  it("carries fractions of an arrival from stage to stage, and puts none into a pause", () => {
    const short = Array.from({ length: 100 }, () => ({ durationMs: 100, rate: 5 }));
    expect(take(scheduleOfStages(short, ALL))).toHaveLength(50);
    const paused = take(
      scheduleOfStages(
        [
          { durationMs: 1_000, rate: 0 },
          { durationMs: 1_000, rate: 3 },
        ],
        ALL,
      ),
    );
    expect(paused.map(Math.round)).toEqual([1_000, 1_333, 1_667]);
  });

  it("has as many arrivals as planned where the rate is no whole number", () => {
    for (const rate of [0.1, 0.3, 1 / 3, 7.7, 333.3, 20_000, 123_456.789]) {
      const count = take(scheduleOfStages([{ durationMs: 3_000, rate }], ALL)).length;
      expect(Math.abs(count - Math.ceil(rate * 3 - 1e-6)), `rate ${rate}`).toBe(0);
    }
  });

  it("deals the same arrivals out among generators", () => {
    const stages = [
      { durationMs: 1_500, startRate: 1, rate: 313 },
      { durationMs: 700, rate: 41.5 },
    ];
    const whole = take(scheduleOfStages(stages, ALL));
    const parts = [0, 1, 2, 3, 4].map((index) => take(scheduleOfStages(stages, { index, of: 5 })));
    expect(parts.flat().toSorted((a, b) => a - b)).toEqual(whole);
    const lengths = parts.map((part) => part.length);
    expect(Math.max(...lengths) - Math.min(...lengths)).toBeLessThanOrEqual(1);
  });

  it("goes on after an instant", () => {
    const schedule = scheduleOfStages([{ durationMs: 10_000, rate: 10 }], { index: 1, of: 3 });
    schedule.skipTo(4_950);
    expect(schedule.nextMs).toBe(5_200);
    schedule.skipTo(5_200);
    expect(schedule.nextMs).toBe(5_500);
    schedule.skipTo(20_000);
    expect(schedule.nextMs).toBe(Number.POSITIVE_INFINITY);
  });

  it("follows a plan with gaps, and one that was cut short, from where it was", () => {
    const plan = [
      { rate: 10, fromMs: 1_000, toMs: 2_000 },
      { rate: 20, fromMs: 5_000, toMs: 6_000 },
    ];
    const times = take(scheduleOfPlan(plan, ALL));
    expect(times).toHaveLength(30);
    expect(times[9]).toBe(1_900);
    expect(times[10]).toBe(5_000);
    const shorter = scheduleOfPlan([{ rate: 10, fromMs: 1_000, toMs: 1_500 }, plan[1]!], ALL);
    shorter.skipTo(1_900);
    expect(shorter.nextMs).toBe(5_000);
  });
});
