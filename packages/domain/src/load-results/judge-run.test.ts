import { loadScriptSchema } from "@plimsoll/core";
import { LatencyHistogram, type LoadReport } from "@plimsoll/load-engine";
import type { LoadSums } from "@plimsoll/telemetry";
import { describe, expect, it } from "vitest";
import { type EndedRun, judgeRun } from "./judge-run.ts";
import { requestsPerIteration } from "./load-figures.ts";
import { lostShareOf } from "./planned-load.ts";
import type { ShareOutcome } from "./run-notes.ts";

const stage = { durationMs: 10_000, rate: 100 };
const step = { type: "request", url: "http://shop.example/" };
const scriptOf = (changes: object = {}) =>
  loadScriptSchema.parse({
    load: { mode: "open", stages: [stage] },
    scenarios: [{ name: "all", steps: [step] }],
    ...changes,
  });

function sums(name: string, latencyMs: number, changes: Partial<LoadSums> = {}): LoadSums {
  const histogram = new LatencyHistogram();
  for (let index = 0; index < 1000; index += 1) histogram.record(latencyMs * 1000);
  return {
    step: name,
    kind: "request",
    planned: 1000,
    sent: 1000,
    answered: 1000,
    failed: 0,
    dropped: 0,
    bytesIn: 1,
    bytesOut: 1,
    histogram: histogram.toSparse(),
    statuses: { 200: 1000 },
    errors: {},
    checks: [],
    ...changes,
  };
}
const report: LoadReport = { seconds: 10, maxLagMs: 1, generatorBound: false, notes: [], stopped: null };
const share = (index: number, changes: Partial<ShareOutcome> = {}): ShareOutcome => ({
  index,
  state: "done",
  lastSecond: 9,
  error: null,
  report,
  ...changes,
});
const ended = (thresholds: string[], changes: Partial<EndedRun> = {}): EndedRun => ({
  script: scriptOf({ thresholds }),
  totals: [sums("", 100), sums("GET /", 100)],
  seconds: 10,
  shares: [share(0)],
  rolling: [],
  isCancelled: false,
  abortReason: null,
  error: null,
  capacity: null,
  ...changes,
});

describe("a run", () => {
  it("has passed when its thresholds were met", () => {
    const judged = judgeRun(ended(["p95 < 250ms", "errors < 1%"]));
    expect(judged).toMatchObject({ state: "passed", verdict: "2 thresholds were met.", errorShare: 0, notes: [] });
    expect(judged.figures).toMatchObject({ answered: 1000, rate: 100, p50Ms: 100, p999Ms: 100, maxMs: 100 });
    expect(judgeRun(ended(["p95 < 250ms"])).verdict).toBe("p95 < 250ms was met.");
    expect(judgeRun(ended([])).verdict).toBe("It ran to its end; there is no threshold to judge it by.");
    const unknown = judgeRun(ended(["p95 < 250ms", "nowhere: p95 < 1s"]));
    expect(unknown).toMatchObject({ state: "passed", verdict: "p95 < 250ms was met, 1 could not be judged." });
  });

  it("has failed when one was broken, and says how it was", () => {
    expect(judgeRun(ended(["p95 < 90ms", "rate > 200/s", "errors < 1%"]))).toMatchObject({
      state: "failed",
      verdict: "p95 < 90ms was broken: 100 ms; rate > 200/s was broken: 100 a second.",
      thresholds: [{ ok: false, value: 100 }, { ok: false }, { ok: true }],
    });
  });

  it("keeps what was found of rolling windows while it ran", () => {
    const text = "p95 < 90ms over 2s";
    const rolling = [{ text, ok: false, value: 99, brokenAtSecond: 4, abort: false }];
    expect(judgeRun(ended([text], { rolling }))).toMatchObject({
      state: "failed",
      verdict: "p95 < 90ms over 2s was broken at second 4: 99 ms.",
    });
    expect(judgeRun(ended([text])).thresholds).toMatchObject([{ ok: null, value: null }]);
  });

  it("was stopped, aborted or could not run: in that order", () => {
    const broken = { abortReason: "errors < 1% abort was broken.", thresholds: [] };
    expect(judgeRun(ended([], { ...broken, isCancelled: true })).state).toBe("cancelled");
    expect(judgeRun(ended([], { ...broken, error: "The store is gone." }))).toMatchObject({
      state: "error",
      verdict: "The store is gone.",
    });
    expect(judgeRun(ended([], broken))).toMatchObject({ state: "aborted", verdict: broken.abortReason });
    const lost = share(0, { state: "lost", report: null, lastSecond: null, error: "No worker took it." });
    expect(judgeRun(ended([], { shares: [lost], totals: [] }))).toMatchObject({
      state: "error",
      verdict: "No worker took it.",
      figures: null,
      errorShare: null,
    });
  });

  it("says what a reader should know: lost shares, drops, a busy generator, few answers", () => {
    const bound = { ...report, generatorBound: true, notes: ["It used its whole core."] };
    const shares = [share(0, { report: bound }), share(1, { state: "lost", report: null, lastSecond: 4 }), share(2)];
    const totals = [sums("", 100, { dropped: 50, answered: 60, histogram: sums("", 1).histogram })];
    const judged = judgeRun(ended([], { shares, totals }));
    expect(judged.generatorBound).toBe(true);
    expect(judged.verdict).toContain("The generator was the bottleneck");
    expect(judged.notes).toEqual([
      "Worker process 2 of 3 was lost after second 4; its part of the load is missing from there on and is not made up for.",
      "Worker process 1: It used its whole core.",
      "50 of 1000 planned iterations (5.0 %) were dropped: the target or the generator could not keep up.",
      "Only 60 requests were answered: percentiles above p90 rest on a few of them.",
    ]);
    const drops = { ...report, notes: ["50 of 1,000 planned iterations were dropped because it was late."] };
    expect(judgeRun(ended([], { shares: [share(0, { report: drops })], totals })).notes).toHaveLength(2);
  });

  it("of a capacity search has passed when it found a line, judged by its confirmation", () => {
    const load = { mode: "capacity", maxRate: 1000 };
    const script = scriptOf({ load, thresholds: ["p95 < 90ms"] });
    const line = { rate: 412.4, low: 405, high: 420 };
    const capacity = { line, reason: "", objectives: ["p95 < 90ms"], generatorLate: false };
    expect(judgeRun(ended([], { script, capacity }))).toMatchObject({
      state: "passed",
      verdict: "The load line is 412 requests a second (405 to 420), where p95 < 90ms still holds.",
      thresholds: [{ value: 100 }],
    });
    const bound = [share(0, { report: { ...report, generatorBound: true } })];
    // It may well be late at rates that overload the target: what counts is the step that set the limit.
    expect(judgeRun(ended([], { script, capacity, shares: bound }))).toMatchObject({ state: "passed" });
    const late = { ...capacity, generatorLate: true };
    const doubted = judgeRun(ended([], { script, capacity: late, shares: bound }));
    expect(doubted).toMatchObject({ state: "failed", generatorBound: true });
    expect(doubted.verdict).toContain("it is not kept as the load line");
    const none = { line: null, reason: "Even the first rate broke p95 < 90ms.", objectives: [], generatorLate: false };
    expect(judgeRun(ended([], { script, capacity: none }))).toMatchObject({
      state: "failed",
      verdict: none.reason,
      thresholds: [{ ok: null }],
    });
  });
});

describe("figures of scripts with several requests", () => {
  it("count what was planned in requests, as everything else", () => {
    const group = { type: "group", name: "buy", steps: [step, { type: "think", minMs: 1, maxMs: 1 }, step] };
    const scenarios = [
      { name: "buyers", weight: 1, steps: [step, group] },
      { name: "lookers", weight: 3, steps: [step] },
    ];
    const script = scriptOf({ scenarios });
    expect(requestsPerIteration(script)).toBe(1.5);
    const judged = judgeRun(ended([], { script, totals: [sums("", 1, { planned: 1000, dropped: 10 })] }));
    expect(judged.figures).toMatchObject({ planned: 1500, dropped: 15, sent: 1000 });
  });
});

describe("the share of the load that was lost", () => {
  const open = (stages: object[]) => scriptOf({ load: { mode: "open", stages } }).load;
  it("is what was planned for lost shares after their last second", () => {
    const shares = [share(0), share(1, { state: "lost", lastSecond: 4 })];
    expect(lostShareOf(open([stage]), 10_000, shares)).toBeCloseTo(0.25);
    expect(lostShareOf(open([stage]), 10_000, [share(0)])).toBe(0);
    expect(lostShareOf(open([stage]), 0, shares)).toBe(0);
    const ramp = open([{ durationMs: 10_000, startRate: 0, rate: 100 }]);
    expect(lostShareOf(ramp, 10_000, shares)).toBeCloseTo(0.375);
    const never = [share(0), share(1, { state: "lost", lastSecond: null })];
    expect(lostShareOf(ramp, 10_000, never)).toBeCloseTo(0.5);
  });
});
