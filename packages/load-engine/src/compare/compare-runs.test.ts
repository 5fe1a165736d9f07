import type { LoadComparisonRow } from "@plimsoll/core";
import { describe, expect, it } from "vitest";
import { LatencyHistogram } from "../latency-histogram.ts";
import { type Random, seededRandom } from "../script/random.ts";
import { type ComparedRun, compareRuns } from "./compare-runs.ts";

interface Server {
  medianMs: number;
  /** Of the logarithm of latencies within a second. */
  spread: number;
  /** Of a second's level, and how much of it stays to the next second. */
  drift: number;
  memory: number;
  failures: number;
  rate: number;
  /** The load goes from nothing to the rate, and latency doubles with it. */
  isRamp?: boolean;
}
const QUIET: Server = { medianMs: 20, spread: 0.5, drift: 0, memory: 0, failures: 0.02, rate: 100 };

function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

function runOf(server: Server, seconds: number, random: Random): ComparedRun {
  let level = server.drift * normal(random);
  const points = Array.from({ length: seconds }, (_, second) => {
    level = server.memory * level + server.drift * Math.sqrt(1 - server.memory ** 2) * normal(random);
    const part = server.isRamp ? (second + 1) / seconds : 1;
    const histogram = new LatencyHistogram();
    let failed = 0;
    const answered = Math.round(server.rate * part);
    for (let at = 0; at < answered; at += 1) {
      histogram.record(1_000 * server.medianMs * part * Math.exp(level + server.spread * normal(random)));
      if (random() < server.failures) failed += 1;
    }
    const counts = { planned: answered, answered, failed, dropped: 0, errors: { status: failed }, checks: [] };
    return { ...counts, step: "GET /", kind: "request" as const, second, histogram: histogram.toSparse() };
  });
  return { stepSeconds: 1, points };
}

const rowOf = (rows: LoadComparisonRow[], metric: LoadComparisonRow["metric"]) =>
  rows.find((row) => row.metric === metric)!;

/** Of `pairs` pairs of runs, how many come out the same in everything. */
function sameShare(server: Server, seconds: number, pairs = 60): number {
  const random = seededRandom(11, seconds);
  let same = 0;
  for (let pair = 0; pair < pairs; pair += 1) {
    const rows = compareRuns(runOf(server, seconds, random), runOf(server, seconds, random));
    if (rows.every(({ verdict }) => verdict === "same" || verdict === "unknown")) same += 1;
  }
  return same / pairs;
}

function foundShare(
  server: Server,
  other: Server,
  metric: LoadComparisonRow["metric"],
  pairs = 25,
  seconds = 60,
): number {
  const random = seededRandom(5, 1);
  let found = 0;
  for (let pair = 0; pair < pairs; pair += 1) {
    const rows = compareRuns(runOf(server, seconds, random), runOf(other, seconds, random));
    if (rowOf(rows, metric).verdict === "worse") found += 1;
  }
  return found / pairs;
}

describe("two runs of the same server", () => {
  it.each<[string, Server, number]>([
    ["steady", QUIET, 60],
    ["short", QUIET, 15],
    ["that drifts", { ...QUIET, drift: 0.15, memory: 0.5 }, 60],
    ["that drifts slowly", { ...QUIET, drift: 0.15, memory: 0.8 }, 60],
    ["that drifts slowly, long", { ...QUIET, drift: 0.3, memory: 0.8, rate: 20 }, 240],
    ["under a ramp", { ...QUIET, drift: 0.1, memory: 0.5, isRamp: true }, 60],
    ["with hardly any spread", { ...QUIET, spread: 0.001 }, 60],
    ["that hardly ever fails", { ...QUIET, failures: 0.0005 }, 60],
  ])("%s come out the same in 95 of 100 pairs", (_, server, seconds) => {
    expect(sameShare(server, seconds)).toBeGreaterThanOrEqual(0.95);
  });
});

describe("a real difference", () => {
  it("of 10 % of p95 is found in most runs of 60 s", () => {
    const slower = (server: Server) => ({ ...server, medianMs: server.medianMs * 1.1 });
    expect(foundShare(QUIET, slower(QUIET), "p95Ms")).toBeGreaterThan(0.75);
    expect(foundShare({ ...QUIET, rate: 400 }, slower({ ...QUIET, rate: 400 }), "p95Ms", 10)).toBeGreaterThan(0.95);
    const drifting = { ...QUIET, drift: 0.05, memory: 0.5 };
    expect(foundShare(drifting, slower(drifting), "p95Ms")).toBeGreaterThan(0.5);
    const even = { ...QUIET, spread: 0.0001 };
    expect(foundShare(even, slower(even), "p99Ms")).toBe(1);
  });

  it("that is large is found in runs of 12 s, though the slower one scatters", () => {
    const slow = { ...QUIET, medianMs: 200, drift: 0.6, memory: 0.8 };
    for (const metric of ["p50Ms", "p95Ms"] as const) {
      expect(foundShare(QUIET, slow, metric, 40, 12)).toBeGreaterThan(0.9);
    }
  });

  it("of errors and of the rate is found", () => {
    expect(foundShare(QUIET, { ...QUIET, failures: 0.05 }, "errorShare")).toBe(1);
    expect(foundShare(QUIET, { ...QUIET, rate: 90 }, "rate")).toBe(1);
    expect(foundShare({ ...QUIET, failures: 0 }, { ...QUIET, failures: 0.02 }, "errorShare")).toBe(1);
  });

  it("below 2 % is none", () => {
    const even = { ...QUIET, spread: 0.0001 };
    expect(foundShare(even, { ...even, medianMs: 20.3 }, "p50Ms")).toBe(0);
  });

  it("says how large it is and which way", () => {
    const random = seededRandom(3, 3);
    const rows = compareRuns(runOf(QUIET, 60, random), runOf({ ...QUIET, medianMs: 10, rate: 200 }, 60, random));
    expect(rows.map(({ metric, verdict }) => [metric, verdict])).toEqual([
      ["p50Ms", "better"],
      ["p95Ms", "better"],
      ["p99Ms", "better"],
      ["errorShare", "same"],
      ["rate", "better"],
    ]);
    expect(rowOf(rows, "p50Ms").change).toBeCloseTo(-0.5, 1);
    expect(rowOf(rows, "rate")).toMatchObject({ base: 100, value: 200, change: 1 });
    expect(rowOf(rows, "p50Ms").pValue).toBeLessThan(1e-6);
  });
});

describe("a comparison", () => {
  it("knows when it knows too little", () => {
    const random = seededRandom(3, 3);
    const short = compareRuns(runOf(QUIET, 5, random), runOf({ ...QUIET, medianMs: 90 }, 5, random));
    expect(new Set(short.map(({ verdict }) => verdict))).toEqual(new Set(["unknown", "same"]));
    expect(rowOf(short, "p50Ms").verdict).toBe("unknown");
    const few = { ...QUIET, rate: 3 };
    const rows = compareRuns(runOf(few, 60, random), runOf({ ...few, medianMs: 90 }, 60, random));
    expect(rowOf(rows, "p99Ms")).toMatchObject({ verdict: "unknown", pValue: null });
    expect(rowOf(rows, "p50Ms").verdict).toBe("worse");
    const none = compareRuns(runOf({ ...QUIET, rate: 0 }, 60, random), runOf(QUIET, 60, random));
    expect(rowOf(none, "p50Ms")).toMatchObject({ base: null, change: null, verdict: "unknown" });
  });

  it("does not call a large change none because the runs scatter", () => {
    const random = seededRandom(3, 3);
    const restless = { ...QUIET, drift: 1.5, memory: 0.8 };
    const rows = compareRuns(runOf(restless, 12, random), runOf({ ...restless, medianMs: 80 }, 12, random));
    expect(rowOf(rows, "p50Ms").verdict).not.toBe("same");
    for (const { change, verdict } of rows) if (Math.abs(change ?? 0) > 0.1) expect(verdict).not.toBe("same");
  });

  it("is of the steps that both runs have, the whole run first", () => {
    const random = seededRandom(3, 3);
    const withSteps = (...names: string[]): ComparedRun => ({
      stepSeconds: 1,
      points: names.flatMap((step) => runOf(QUIET, 12, random).points.map((point) => ({ ...point, step }))),
    });
    const rows = compareRuns(withSteps("b", "", "a"), withSteps("a", "b", "c", ""));
    expect([...new Set(rows.map(({ step }) => step))]).toEqual(["", "a", "b"]);
  });

  it("takes runs of other lengths and other points", () => {
    const random = seededRandom(3, 3);
    const long = runOf(QUIET, 120, random);
    const halved: ComparedRun = { stepSeconds: 2, points: long.points.filter(({ second }) => second % 2 === 0) };
    const rows = compareRuns(runOf(QUIET, 60, random), long);
    expect(new Set(rows.map(({ verdict }) => verdict))).toEqual(new Set(["same"]));
    expect(rowOf(compareRuns(long, halved), "rate")).toMatchObject({ base: 100, value: 50, verdict: "worse" });
  });
});
