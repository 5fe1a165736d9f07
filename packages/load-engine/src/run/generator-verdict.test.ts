import { describe, expect, it } from "vitest";
import { LatencyHistogram } from "../latency-histogram.ts";
import { GeneratorVerdict } from "./generator-verdict.ts";
import type { ThreadInterval } from "./recorder.ts";
import { StepFigures } from "./step-figures.ts";

function second(figures: {
  planned: number;
  sent: number;
  cpu?: number;
  lagMs?: number;
  late?: number;
  answered?: number;
}): ThreadInterval {
  const step = new StepFigures({ name: "", kind: "group", checks: [] });
  step.planned = figures.planned;
  step.sent = figures.sent;
  step.answered = figures.answered ?? 0;
  step.dropped = figures.planned - figures.sent;
  const lag = new LatencyHistogram();
  for (let at = 0; at < figures.sent; at += 1) lag.record((figures.lagMs ?? 0) * 1000);
  const health = { cpu: figures.cpu ?? 0.3, lagMs: figures.lagMs ?? 0, inFlight: 0 };
  return {
    second: 0,
    steps: [step.take()],
    slowest: [],
    health,
    lag: lag.toSparse(),
    lateDropped: figures.late ?? 0,
    starved: 0,
  };
}
function verdict(seconds: ThreadInterval[], closed = false) {
  const judged = new GeneratorVerdict(closed);
  for (const each of seconds) judged.add(each);
  return judged;
}

describe("a generator", () => {
  it("is not the limit when the target is, though work was dropped", () => {
    const judged = verdict([second({ planned: 1_000, sent: 400 })]);
    expect(judged.reasons()).toEqual([]);
    expect(judged.remarks()).toEqual([expect.stringContaining("600 of 1,000 planned iterations were dropped")]);
  });

  it("is not told from its target where the machine was full, if answers came", () => {
    const full = (answered: number) => {
      const judged = new GeneratorVerdict(false);
      judged.add(second({ planned: 1_000, sent: 400, answered }), 0.99);
      return judged;
    };
    expect(full(300).reasons()).toEqual([expect.stringContaining("no processor time left while 600 of 1,000")]);
    expect(full(300).remarks()).toEqual([]);
    expect(full(0).reasons()).toEqual([]);
  });

  it("is when it dropped more than a thousandth for want of time", () => {
    expect(verdict([second({ planned: 1_000, sent: 990, late: 10 })]).reasons()).toEqual([
      expect.stringContaining("10 of 1,000"),
    ]);
    expect(verdict([second({ planned: 10_000, sent: 9_991, late: 9 })]).reasons()).toEqual([]);
  });

  it("is when it was late", () => {
    expect(verdict([second({ planned: 100, sent: 100, lagMs: 60 })]).reasons()).toEqual([
      expect.stringContaining("began 60 ms or more"),
    ]);
    expect(verdict([second({ planned: 100, sent: 100, lagMs: 40 })]).reasons()).toEqual([]);
  });

  it("is when a thread had no time left and sent less than planned", () => {
    const reasons = verdict([second({ planned: 1_000, sent: 900, cpu: 0.99 })]).reasons();
    expect(reasons).toEqual([expect.stringContaining("100 of 1,000"), expect.stringContaining("whole core in 1 s")]);
    expect(verdict([second({ planned: 1_000, sent: 1_000, cpu: 0.99 })]).reasons()).toEqual([]);
  });

  it("is when its machine had nothing left to connect with", () => {
    const starved = { ...second({ planned: 10, sent: 10 }), starved: 3 };
    expect(verdict([starved]).reasons()).toEqual([expect.stringContaining("for 3 connections")]);
  });

  it("is in a closed model when it was busy most of the time", () => {
    const busy = second({ planned: 10, sent: 10, cpu: 0.99 });
    expect(verdict([busy, busy, second({ planned: 10, sent: 10 })], true).reasons()).toHaveLength(1);
    expect(verdict([busy, second({ planned: 10, sent: 10 })], true).reasons()).toEqual([]);
  });
});
