import { loadModelSchema } from "@plimsoll/core";
import { describe, expect, it } from "vitest";
import { LatencyHistogram } from "../latency-histogram.ts";
import { seededRandom } from "../script/random.ts";
import type { StepTotals } from "../thresholds/judge-threshold.ts";
import type { CapacityConfig, CapacityOutcome } from "./capacity-types.ts";
import { capacityObjectives, isGeneratorLate, judgeCapacityStep } from "./judge-capacity-step.ts";
import { nextCapacityStep } from "./next-capacity-step.ts";
import { QueueServer } from "./testing/queue-server.ts";

function configOf(more: Partial<CapacityConfig> = {}): CapacityConfig {
  const parsed = loadModelSchema.parse({ mode: "capacity", maxRate: 50_000, ...more });
  if (parsed.mode !== "capacity") throw new Error("not a search");
  return parsed;
}

function search(server: QueueServer, config: CapacityConfig, thresholds: string[] = []) {
  const history: CapacityOutcome[] = [];
  for (;;) {
    const next = nextCapacityStep(config, history);
    if (next.done) return { line: next.line, reason: next.reason, steps: history };
    if (history.length > 40) throw new Error("The search does not end.");
    const { totals, inFlight } = server.run(next);
    const objectives = capacityObjectives(thresholds, history[0]?.p95Ms ?? null);
    const { kind, rate } = next;
    history.push({ kind, rate, inFlight, late: false, ...judgeCapacityStep(next, totals, objectives) });
  }
}

const outcome = (rate: number, held: boolean, more: Partial<CapacityOutcome> = {}): CapacityOutcome => ({
  kind: "ramp",
  rate,
  held,
  answeredRate: rate,
  p95Ms: 10,
  errorShare: 0,
  iterationMs: 10,
  inFlight: 0,
  late: false,
  ...more,
});

describe("a search on a queue of known capacity", () => {
  const cases = [20, 47, 133, 480, 1_700, 6_100].flatMap((capacity) =>
    [1, 4, 16, 64].map((slots) => ({ capacity, slots })),
  );

  it.each([...cases, { capacity: 20_000, slots: 1 }, { capacity: 20_000, slots: 64 }])(
    "$capacity a second with $slots slots is found within 5 % in 12 steps, three times in a row",
    ({ capacity, slots }) => {
      for (const [seed, noise] of [
        [1, 0],
        [2, 0.05],
        [3, 0.1],
      ] as const) {
        const { line, steps } = search(new QueueServer({ capacity, slots, noise, seed }), configOf());
        const shown = steps.map((step) => `${step.kind} ${step.rate} ${step.held} ${step.answeredRate}`).join(", ");
        expect(line?.confirmed, shown).toBe(true);
        expect(Math.abs((line?.rate ?? 0) / capacity - 1), shown).toBeLessThanOrEqual(0.05);
        expect(steps.length, shown).toBeLessThanOrEqual(12);
        expect(line?.low ?? 0).toBeLessThanOrEqual(line?.high ?? 0);
      }
    },
  );

  it("is found from other first and highest rates, by thresholds of the test, with a service time that varies much", () => {
    let off = 0;
    for (let seed = 1; seed <= 20; seed += 1) {
      const capacity = 30 * 1.27 ** seed;
      const config = configOf({ startRate: 1 + seed, maxRate: capacity * (1.5 + seed), stepMs: 5_000, holdMs: 15_000 });
      const server = new QueueServer({ capacity, slots: 8, noise: 0.25, seed });
      const { line } = search(server, config, ["p95 < 2s", "errors < 0.5%"]);
      if (Math.abs((line?.rate ?? 0) / capacity - 1) > 0.05) off += 1;
    }
    expect(off).toBe(0);
  });
});

describe("a search", () => {
  const config = configOf({ startRate: 10, maxRate: 1_000 });
  /** Runs it against what is known of a target. */
  const run = (
    answer: (rate: number, kind: CapacityOutcome["kind"]) => Partial<CapacityOutcome> & { held: boolean },
    with_ = config,
  ) => {
    const history: CapacityOutcome[] = [];
    for (;;) {
      const next = nextCapacityStep(with_, history);
      if (next.done || history.length > 40) return { history, end: next };
      history.push({ ...outcome(next.rate, true), kind: next.kind, ...answer(next.rate, next.kind) });
    }
  };

  it("narrows a limit that only latency shows, and says how far", () => {
    const { history, end } = run((rate) => ({ held: rate < 123 }));
    expect(history.length).toBeLessThanOrEqual(12);
    if (!end.done) throw new Error("not done");
    expect(end.line?.confirmed).toBe(true);
    expect(end.line?.low).toBeLessThan(123);
    expect(end.line?.high).toBeGreaterThanOrEqual(123);
    expect((end.line?.high ?? 0) / (end.line?.low ?? 1)).toBeLessThan(1.1);
  });

  it("is not led astray by one hiccup on the way up", () => {
    let hiccups = 0;
    const { end } = run((rate) => {
      const isHiccup = rate > 50 && hiccups === 0;
      if (isHiccup) hiccups += 1;
      return { held: rate < 700 && !isHiccup };
    });
    expect(end.done && end.line?.rate).toBeGreaterThan(600);
  });

  it("tries a step again that broke while the generator was late, once, and says when it may be the limit", () => {
    const late = new Set<number>();
    const once = run((rate) => {
      const isLate = rate > 50 && rate < 700 && !late.has(rate);
      late.add(rate);
      return { held: rate < 700 && !isLate, late: isLate };
    });
    expect(once.history.some((step) => step.late)).toBe(true);
    expect(once.end).toMatchObject({ done: true, line: { confirmed: true, generatorLate: false } });
    const always = run((rate) => ({ held: rate < 300, late: rate >= 300 }));
    expect(always.end).toMatchObject({ done: true, line: { confirmed: true, generatorLate: true } });
    expect(always.history.length).toBeLessThanOrEqual(12);
    let holds = 0;
    const hold = run((rate, kind) => {
      if (kind === "hold") holds += 1;
      const isLate = kind === "hold" && holds === 1;
      return { held: rate < 700 && !isLate, late: isLate };
    });
    expect(hold.history.filter(({ kind }) => kind === "hold").map(({ rate }) => rate)).toHaveLength(2);
  });

  it("ends at the highest rate that may be tried, confirmed", () => {
    const { history, end } = run(() => ({ held: true }));
    expect(history.at(-1)).toMatchObject({ kind: "hold", rate: 1_000 });
    expect(end).toEqual({
      done: true,
      line: { rate: 1_000, low: 1_000, high: 1_000, confirmed: true, generatorLate: false },
      reason: "It held 1,000 a second, the highest rate that was tried.",
    });
  });

  it("says when no rate holds", () => {
    const { history, end } = run(() => ({ held: false, answeredRate: 0, p95Ms: null, iterationMs: null }));
    expect(history.length).toBeLessThanOrEqual(12);
    expect(end).toMatchObject({ done: true, line: null, reason: expect.stringContaining("No rate held") });
  });

  it("does not look for a rate where what breaks has nothing to do with it", () => {
    const failing = run((rate) => ({ held: false, errorShare: rate > 5 ? 0.78 : 0.8 }));
    expect(failing.history.map(({ rate }) => rate)).toEqual([10, 2.5]);
    const words = "Errors do not come from the rate: 78 % and 80 % of requests failed at 10 and at 2.5 a second.";
    expect(failing.end).toMatchObject({ done: true, line: null, reason: expect.stringContaining(words) });
    const slow = run((rate) => ({ held: false, p95Ms: rate > 5 ? 510 : 500 }));
    expect(slow.end).toMatchObject({ line: null, reason: expect.stringContaining("p95 was 510 and 500 ms at 10 and") });
    const better = run((rate) => ({ held: rate < 1, errorShare: rate < 1 ? 0 : rate / 100 }));
    expect(better.end).toMatchObject({ done: true, line: { confirmed: true } });
  });

  it("goes below the first rate when that is too high already", () => {
    const { end } = run((rate) => ({ held: rate < 3, answeredRate: Math.min(rate, 3) }));
    expect(end.done && end.line?.rate).toBeGreaterThan(2.8);
  });

  it("does not take a rate for found that breaks when it is held", () => {
    const { history, end } = run((rate, kind) => ({ held: rate < (kind === "hold" ? 250 : 300) }));
    expect(history.filter(({ kind }) => kind === "hold").some(({ held }) => !held)).toBe(true);
    if (!end.done || !end.line) throw new Error("nothing found");
    expect(end.line.confirmed).toBe(history.at(-1)?.held);
    if (!end.line.confirmed) expect(end.reason).toContain("the steps ran out");
  });

  it("never takes more steps than it may, whatever happens, and is done for good", () => {
    for (let seed = 0; seed < 3_000; seed += 1) {
      const random = seededRandom(seed, 3);
      const with_ = configOf({
        startRate: 1 + random() * 100,
        maxRate: 200 + random() * 1e6,
        maxSteps: 3 + Math.floor(random() * 12),
      });
      const { history, end } = run((rate) => {
        const held = random() < 0.5;
        return { held, answeredRate: rate * (held ? 1 : random()), inFlight: Math.floor(random() * 1e4) };
      }, with_);
      expect(end.done).toBe(true);
      expect(history.length).toBeLessThanOrEqual(with_.maxSteps);
      for (const { rate } of history) {
        expect(rate).toBeGreaterThan(0);
        expect(rate).toBeLessThanOrEqual(with_.maxRate * 1.0001);
      }
    }
  });

  it("waits until what the last step left is worked off, and measures slow iterations longer", () => {
    const first = nextCapacityStep(config, []);
    expect(first).toEqual({ done: false, kind: "ramp", rate: 10, restMs: 0, warmupMs: 2_000, measureMs: 20_000 });
    const after = nextCapacityStep(config, [
      outcome(100, true, { iterationMs: 4_000 }),
      outcome(400, false, { answeredRate: 200, inFlight: 2_500, iterationMs: 9_000 }),
    ]);
    expect(after).toMatchObject({ restMs: 13_000, warmupMs: 6_000, measureMs: 20_000 });
    const stuck = nextCapacityStep(config, [
      outcome(100, true),
      outcome(400, false, { answeredRate: 0, inFlight: 10_000 }),
    ]);
    expect(stuck).toMatchObject({ restMs: 60_000 });
  });
});

describe("a step", () => {
  const plan = { rate: 100, warmupMs: 2_000, measureMs: 10_000 };
  const totals = (answered: number, latencyMs: number, more: Partial<StepTotals> = {}): StepTotals[] => {
    const histogram = new LatencyHistogram();
    for (let at = 0; at < answered; at += 1) histogram.record(latencyMs * 1_000);
    const common = {
      planned: 1_000,
      answered,
      failed: 0,
      dropped: 0,
      errors: {},
      checks: [],
      histogram: histogram.toSparse(),
      ...more,
    };
    return [
      { ...common, step: "", kind: "group" },
      { ...common, step: "GET /", kind: "request" },
    ];
  };

  it("holds when its objectives hold and enough was answered", () => {
    expect(judgeCapacityStep(plan, totals(1_000, 20), ["p95 < 50ms", "errors < 1%"])).toMatchObject({
      held: true,
      answeredRate: 100,
      reason: null,
    });
    expect(judgeCapacityStep(plan, totals(970, 20), [])).toMatchObject({ held: true });
    expect(judgeCapacityStep(plan, totals(960, 20), [])).toMatchObject({
      held: false,
      reason: "Only 96 of 100 a second were answered.",
    });
    expect(judgeCapacityStep(plan, totals(1_000, 60), ["p95 < 50ms over 5s"])).toMatchObject({
      held: false,
      reason: expect.stringContaining("p95 < 50ms over 5s was broken: 60"),
    });
    expect(
      judgeCapacityStep(plan, totals(1_000, 20, { failed: 20, errors: { status: 20 } }), ["errors < 1%"]),
    ).toMatchObject({ held: false, errorShare: 0.02, reason: "errors < 1% was broken: 2 %." });
    expect(judgeCapacityStep(plan, totals(0, 20), [])).toMatchObject({
      held: false,
      p95Ms: null,
      reason: "Nothing was answered.",
    });
    expect(judgeCapacityStep(plan, [], [])).toMatchObject({ held: false, answeredRate: 0 });
  });

  it("does not hold on iterations that ended without an answer", () => {
    const refused = totals(1_000, 20, { failed: 1_000, errors: { connect: 1_000 } }).map((each) =>
      each.step === "" ? each : { ...each, answered: 0, histogram: new LatencyHistogram().toSparse() },
    );
    expect(judgeCapacityStep(plan, refused, ["p95 < 1s"])).toMatchObject({
      held: false,
      answeredRate: 0,
      reason: "Nothing was answered.",
    });
    const half = totals(1_000, 20, { failed: 500, errors: { reset: 500 } }).map((each) =>
      each.step === "" ? each : { ...each, answered: 500 },
    );
    expect(judgeCapacityStep(plan, half, [])).toMatchObject({ held: false, answeredRate: 50 });
  });

  it("was sent late when one of ten seconds was", () => {
    expect(isGeneratorLate([])).toBe(false);
    expect(isGeneratorLate([3, 51, ...Array.from({ length: 8 }, () => 1)])).toBe(true);
    expect(isGeneratorLate([3, 51, ...Array.from({ length: 18 }, () => 1)])).toBe(false);
  });

  it("is not blamed for answers that could not have come yet", () => {
    expect(judgeCapacityStep(plan, totals(800, 4_000), [])).toMatchObject({ held: true, answeredRate: 100 });
    expect(judgeCapacityStep(plan, totals(800, 1_900), [])).toMatchObject({ held: false });
  });

  it("has objectives of its own where the test has none", () => {
    expect(capacityObjectives(["p99 < 1s"], 10)).toEqual(["errors < 1%", "p99 < 1s"]);
    expect(capacityObjectives(["errors < 5%", "p99 < 1s"], 10)).toEqual(["errors < 5%", "p99 < 1s"]);
    expect(capacityObjectives(["pay: errors < 5%"], 10)).toEqual(["errors < 1%", "pay: errors < 5%"]);
    expect(capacityObjectives([], null)).toEqual(["errors < 1%"]);
    expect(capacityObjectives([], 3.2)).toEqual(["errors < 1%", "p95 < 50ms"]);
    expect(capacityObjectives([], 40.1)).toEqual(["errors < 1%", "p95 < 161ms"]);
  });
});
