import { build } from "hdr-histogram-js";
import { describe, expect, it } from "vitest";
import { LatencyHistogram } from "../latency-histogram.ts";
import type { LoadInterval } from "./load-types.ts";
import { mergeIntervals } from "./merge-intervals.ts";
import { Recorder, type ThreadInterval } from "./recorder.ts";
import { ThreadMerger } from "./thread-merger.ts";

const SLOTS = [{ name: "GET /", kind: "request" as const, checks: ["fast"] }];
const QUANTILES = [0, 0.001, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 0.9999, 1];

/** Skewed as latencies are, the same each time. */
function* latencies(count: number) {
  let state = 42;
  for (let at = 0; at < count; at += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield Math.round(80 * Math.exp((state / 2 ** 32) * 11));
  }
}

function record(recorder: Recorder, us: number) {
  const figures = recorder.step(0);
  figures.sent += 1;
  figures.answered += 1;
  figures.histogram.record(us);
}

describe("merging", () => {
  it("gives the percentiles of four workers that one histogram of all samples has, exactly", () => {
    const intervals: LoadInterval[] = [];
    const merger = new ThreadMerger(4, (interval) => intervals.push(interval));
    const recorders = [0, 1, 2, 3].map(
      (worker) =>
        new Recorder({ slots: SLOTS, takeCpu: () => 0, onInterval: (interval) => merger.add(worker, interval) }),
    );
    const one = new LatencyHistogram();
    const reference = build({
      lowestDiscernibleValue: 1,
      highestTrackableValue: 60_000_000,
      numberOfSignificantValueDigits: 3,
    });
    let at = 0;
    for (const us of latencies(200_000)) {
      // Unevenly: the first worker gets most.
      const worker = at % 10 < 7 ? 0 : (at % 3) + 1;
      recorders[worker]!.roll(at / 20, Number.POSITIVE_INFINITY);
      record(recorders[worker]!, us);
      one.record(us);
      reference.recordValue(us);
      at += 1;
    }
    for (const [worker, recorder] of recorders.entries()) {
      recorder.finish();
      merger.end(worker);
    }
    expect(intervals.map(({ second }) => second)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    const merged = new LatencyHistogram();
    for (const { steps } of intervals) merged.add(steps.find(({ step }) => step === "GET /")!.histogram);
    for (const quantile of QUANTILES) {
      expect(merged.quantileUs(quantile), `p${quantile * 100}`).toBe(one.quantileUs(quantile));
      if (quantile === 0) continue;
      const expected = reference.getValueAtPercentile(quantile * 100);
      expect(Math.abs(merged.quantileUs(quantile) - expected)).toBeLessThanOrEqual(Math.max(1, expected / 200));
    }
    expect(merged.toSparse()).toEqual(one.toSparse());
  });

  it("adds up counts, keeps the slowest five a step, and takes the worst of the generators' health", () => {
    const part = (worker: number): LoadInterval => ({
      second: 3,
      steps: [
        {
          step: "GET /",
          kind: "request",
          planned: 10,
          sent: 9,
          answered: 8,
          failed: 1,
          dropped: 1,
          bytesIn: 100,
          bytesOut: 50,
          histogram: { buckets: [worker], counts: [8], sumUs: 8 * worker, minUs: worker, maxUs: worker },
          statuses: worker === 1 ? { 200: 8 } : { 200: 7, 500: 1 },
          errors: worker === 1 ? { reset: 1 } : { status: 1 },
          checks: [{ name: "fast", passed: worker, failed: 1 }],
        },
      ],
      slowest: Array.from({ length: 4 }, (_, at) => ({
        traceId: `${worker}-${at}`,
        step: "GET /",
        latencyMs: at * 10 + worker,
        status: 200,
        error: null,
        at: "",
      })),
      health: { cpu: worker / 10, lagMs: worker, inFlight: 5 },
    });
    const merged = mergeIntervals(3, [part(1), part(2)]);
    expect(merged.steps).toEqual([
      {
        step: "GET /",
        kind: "request",
        planned: 20,
        sent: 18,
        answered: 16,
        failed: 2,
        dropped: 2,
        bytesIn: 200,
        bytesOut: 100,
        histogram: { buckets: [1, 2], counts: [8, 8], sumUs: 24, minUs: 1, maxUs: 2 },
        statuses: { 200: 15, 500: 1 },
        errors: { reset: 1, status: 1 },
        checks: [{ name: "fast", passed: 3, failed: 2 }],
      },
    ]);
    expect(merged.slowest.map(({ traceId }) => traceId)).toEqual(["2-3", "1-3", "2-2", "1-2", "2-1"]);
    expect(merged.health).toEqual({ cpu: 0.2, lagMs: 2, inFlight: 10 });
  });

  it("waits for the slowest thread, and no longer than it lives", () => {
    const seconds: number[] = [];
    const merger = new ThreadMerger(2, ({ second }) => seconds.push(second));
    const interval = (second: number) => ({
      second,
      steps: [],
      slowest: [],
      health: { cpu: 0, lagMs: 0, inFlight: 0 },
    });
    merger.add(0, interval(0));
    merger.add(0, interval(1));
    expect(seconds).toEqual([]);
    merger.add(1, interval(0));
    expect(seconds).toEqual([0]);
    merger.end(1);
    expect(seconds).toEqual([0, 1]);
  });
});

describe("the recorder", () => {
  const recorded = (slots: ConstructorParameters<typeof Recorder>[0]["slots"]) => {
    const intervals: ThreadInterval[] = [];
    return {
      intervals,
      recorder: new Recorder({ slots, takeCpu: () => 0, onInterval: (each) => intervals.push(each) }),
    };
  };

  it("keeps 200 names, and what comes after under one", () => {
    const slots = Array.from({ length: 500 }, (_, at) => ({
      name: `step ${at}`,
      kind: "request" as const,
      checks: [],
    }));
    const { recorder, intervals } = recorded(slots);
    for (let slot = 0; slot < 500; slot += 1) recorder.step(slot).sent += 1;
    recorder.finish();
    const steps = intervals[0]!.steps.slice(1);
    expect(steps).toHaveLength(200);
    expect(steps.at(-1)).toMatchObject({ step: "other", sent: 301 });
  });

  it("counts planned and dropped work in the second it was planned for, though it is told late", () => {
    const { recorder, intervals } = recorded(SLOTS);
    recorder.began(900, 0);
    recorder.roll(1_300, 950);
    expect(intervals).toEqual([]);
    recorder.dropped(950, 350);
    recorder.began(1_100, 200);
    recorder.roll(1_310, 1_400);
    expect(intervals[0]?.steps[0]).toMatchObject({ planned: 2, sent: 1, dropped: 1 });
    expect(intervals[0]).toMatchObject({ second: 0, lateDropped: 1 });
    recorder.finish();
    expect(intervals[1]?.steps[0]).toMatchObject({ planned: 1, sent: 1 });
    expect(intervals[1]?.health.lagMs).toBe(200);
  });

  it("sends a second at the latest a second after its end, and empty ones too", () => {
    const { recorder, intervals } = recorded(SLOTS);
    recorder.roll(1_999, 500);
    expect(intervals).toEqual([]);
    recorder.roll(4_000, 500);
    expect(intervals.map(({ second }) => second)).toEqual([0, 1, 2]);
  });
});
