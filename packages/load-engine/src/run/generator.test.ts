import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { fakeRun, totalOf } from "../testing/run-generator.ts";

const open = (rate: number, durationMs: number, more: { maxInFlight?: number } = {}) => ({
  mode: "open" as const,
  stages: [{ durationMs, rate }],
  ...more,
});
const get = (url: string, more: object = {}) => ({ type: "request" as const, url, ...more });
const ms = (us: number) => us / 1000;

describe("the open model", () => {
  it("measures from the planned time: a frozen server shows in every request that was to be sent meanwhile", async () => {
    // Answers in 1 ms, one after the other; frozen from second 9 to 11.
    let freeAt = 0;
    const run = fakeRun(
      { load: open(100, 20_000) },
      {
        answer: (_request, at) => {
          const begin = at >= 9_500 && at < 11_500 ? 11_500 : at;
          freeAt = begin + 1;
          return { afterMs: freeAt - at };
        },
      },
    );
    expect(await run.runTo(21_000)).toEqual({ endedMs: 20_000, exhausted: false, cut: 0 });
    const { histogram, sent, answered, planned } = totalOf(run.intervals, "GET /");
    expect({ sent, answered, planned }).toEqual({ sent: 2_000, answered: 2_000, planned: 2_000 });
    // 200 of 2,000 waited, 10 ms less each.
    expect(Math.abs(ms(histogram.quantileUs(0.5)) - 1)).toBeLessThan(0.2);
    expect(ms(histogram.quantileUs(0.9))).toBeLessThan(12);
    expect(Math.abs(ms(histogram.quantileUs(0.95)) - 1_011)).toBeLessThan(20);
    expect(Math.abs(ms(histogram.quantileUs(0.99)) - 1_811)).toBeLessThan(36);
    expect(Math.abs(ms(histogram.quantileUs(0.999)) - 1_991)).toBeLessThan(40);
  });

  it("tells what was planned, sent and answered of each second", async () => {
    const run = fakeRun({ load: open(10, 3_000) }, { answer: { afterMs: 950 } });
    await run.runTo(5_000);
    const rows = run.intervals.map(({ second, steps: [iterations] }) => [
      second,
      iterations?.planned,
      iterations?.sent,
      iterations?.answered,
    ]);
    expect(rows).toEqual([
      [0, 10, 10, 1],
      [1, 10, 10, 10],
      [2, 10, 10, 10],
      [3, 0, 0, 9],
    ]);
  });

  it("drops and counts what is due beyond maxInFlight", async () => {
    const run = fakeRun({ load: open(100, 2_000, { maxInFlight: 10 }) }, { answer: { afterMs: 500 } });
    await run.runTo(4_000);
    const { planned, sent, dropped } = totalOf(run.intervals, "");
    expect(planned).toBe(200);
    expect(sent + dropped).toBe(200);
    expect(sent).toBe(40);
    expect(run.transport.most).toBe(10);
  });

  it("measures what is sent late from its plan, and tells how late", async () => {
    const run = fakeRun({ load: open(10, 1_000) }, { answer: { afterMs: 1 } });
    await run.runTo(250);
    run.clock.block(600);
    await run.runTo(2_000);
    const { histogram, sent } = totalOf(run.intervals, "GET /");
    expect(sent).toBe(10);
    expect(ms(histogram.maxUs)).toBeGreaterThan(540);
    expect(Math.max(...run.intervals.map(({ health }) => health.lagMs))).toBeGreaterThan(540);
  });

  it("ends on time when the target never answers, and counts what it cut as timeouts", async () => {
    const run = fakeRun({ load: open(10, 2_000) }, { answer: { afterMs: Number.POSITIVE_INFINITY } });
    expect(await run.runTo(6_990)).toBeNull();
    expect(await run.runTo(7_010)).toEqual({ endedMs: 2_000, exhausted: false, cut: 20 });
    const { errors, answered, histogram } = totalOf(run.intervals, "GET /");
    expect({ errors, answered, counted: histogram.count }).toEqual({
      errors: { timeout: 20 },
      answered: 0,
      counted: 20,
    });
    expect(ms(histogram.maxUs)).toBeGreaterThan(6_990);
    expect(run.transport.underWay).toBe(0);
  });

  it("gives each request its own time", async () => {
    const steps = [get("/slow", { timeoutMs: 300 })];
    const run = fakeRun(
      { load: open(20, 1_000), scenarios: [{ name: "a", steps }] },
      { answer: { afterMs: Number.POSITIVE_INFINITY } },
    );
    await run.runTo(1_500);
    const { errors, histogram } = totalOf(run.intervals, "GET /slow");
    expect(errors).toEqual({ timeout: 20 });
    expect(ms(histogram.quantileUs(1))).toBeLessThan(305);
    expect(ms(histogram.minUs)).toBeGreaterThanOrEqual(300);
  });

  it("splits a run among generators without losing or doubling any", async () => {
    const runs = [0, 1, 2].map((index) =>
      fakeRun({ load: open(31, 2_000) }, { answer: { afterMs: 1 }, stride: { index, of: 3 } }),
    );
    for (const run of runs) await run.runTo(3_000);
    const times = runs.flatMap((run) => run.transport.sent.map(({ at }) => at - run.zeroAt)).toSorted((a, b) => a - b);
    expect(times).toHaveLength(62);
    for (const [place, time] of times.entries()) expect(time - (place * 1000) / 31).toBeCloseTo(0, 0);
  });

  it("ends when the allowed requests are used up", async () => {
    const run = fakeRun({ load: open(100, 10_000) }, { answer: { afterMs: 1 }, maxRequests: 42 });
    expect(await run.runTo(1_000)).toMatchObject({ exhausted: true });
    expect(run.transport.sent).toHaveLength(42);
  });

  it("stops at once when told to", async () => {
    const run = fakeRun({ load: open(100, 10_000) }, { answer: { afterMs: 1_000 } });
    await run.runTo(1_495);
    run.generator.stop();
    const end = await run.runTo(1_496);
    expect(end).toMatchObject({ cut: 100 });
    expect(totalOf(run.intervals, "GET /").errors).toEqual({ timeout: 100 });
    await run.runTo(9_000);
    expect(run.transport.sent).toHaveLength(150);
  });
});

describe("the capacity model", () => {
  it("follows its plan as it grows, and ends after the last stage", async () => {
    const load = { mode: "capacity", maxRate: 1_000 } as const;
    const run = fakeRun({ load }, { answer: { afterMs: 5 } });
    const first = { rate: 10, fromMs: 0, toMs: 1_000 };
    run.generator.setPlan([first], false);
    await run.runTo(1_200);
    const plan = [first, { rate: 50, fromMs: 2_000, toMs: 3_000 }];
    run.generator.setPlan(plan, false);
    run.generator.setPlan(plan, false);
    expect(await run.runTo(4_000)).toBeNull();
    run.generator.setPlan([...plan, { rate: 5, fromMs: 4_500, toMs: 5_500 }], true);
    expect(await run.runTo(5_520)).toMatchObject({ endedMs: 5_500 });
    expect(run.intervals.map(({ steps }) => steps[0]?.planned)).toEqual([10, 0, 50, 0, 3, 2]);
  });
});

describe("the closed model", () => {
  it("has each user begin again when the last iteration has ended", async () => {
    const stages = [{ durationMs: 2_000, users: 4 }];
    const run = fakeRun({ load: { mode: "closed", stages } }, { answer: { afterMs: 100 } });
    await run.runTo(3_000);
    expect(run.transport.most).toBe(4);
    expect(totalOf(run.intervals, "GET /").answered).toBe(80);
  });

  it("lets users come and go", async () => {
    const stages = [
      { durationMs: 1_000, startUsers: 0, users: 10 },
      { durationMs: 1_000, startUsers: 10, users: 0 },
    ];
    const run = fakeRun({ load: { mode: "closed", stages } }, { answer: { afterMs: 10 } });
    await run.runTo(500);
    expect(run.transport.underWay).toBe(5);
    await run.runTo(1_000);
    expect(run.transport.underWay).toBe(10);
    await run.runTo(1_810);
    expect(run.transport.underWay).toBe(2);
    expect(await run.runTo(2_100)).not.toBeNull();
  });

  it("lets the loop turn where an iteration sends nothing", async () => {
    const steps = [get("/{{missing}}")];
    const run = fakeRun(
      {
        load: { mode: "closed", stages: [{ durationMs: 100, users: 1 }] },
        scenarios: [{ name: "a", steps: [get("/", { extract: [EXTRACT] }), ...steps] }],
      },
      { answer: { afterMs: 1, headers: [] } },
    );
    expect(await run.runTo(200)).not.toBeNull();
  });
});
const EXTRACT = { as: "missing", from: "header" as const, expression: "x-none", fallback: "" };

describe("iterations", () => {
  it("pauses to think, from the end of the step before", async () => {
    const steps = [get("/a"), { type: "think" as const, minMs: 500, maxMs: 500 }, get("/b")];
    const run = fakeRun({ load: open(1, 1_000), scenarios: [{ name: "a", steps }] }, { answer: { afterMs: 100 } });
    await run.runTo(3_000);
    expect(run.transport.sent.map(({ at }) => Math.round(at - run.zeroAt))).toEqual([0, 600]);
    expect(Math.round(ms(totalOf(run.intervals, "").histogram.maxUs))).toBe(700);
    expect(Math.round(ms(totalOf(run.intervals, "GET /b").histogram.maxUs))).toBe(100);
  });

  it("does not wait at the end for those who think beyond it", async () => {
    const steps = [get("/a"), { type: "think" as const, minMs: 60_000, maxMs: 60_000 }, get("/b")];
    const run = fakeRun({ load: open(10, 1_000), scenarios: [{ name: "a", steps }] }, { answer: { afterMs: 10 } });
    expect(await run.runTo(1_010)).toEqual({ endedMs: 1_000, exhausted: false, cut: 0 });
    expect(run.transport.sent).toHaveLength(10);
  });

  it("times groups, and counts those with a failed step as failed", async () => {
    const steps = [{ type: "group" as const, name: "checkout", steps: [get("/a"), get("/b")] }];
    const run = fakeRun(
      { load: open(10, 1_000), scenarios: [{ name: "a", steps }] },
      { answer: ({ path }, at) => ({ afterMs: 20, status: path === "/b" && at > 1_000 ? 500 : 200 }) },
    );
    await run.runTo(2_000);
    const group = totalOf(run.intervals, "checkout");
    expect({ answered: group.answered, failed: group.failed }).toEqual({ answered: 10, failed: 5 });
    expect(Math.round(ms(group.histogram.maxUs))).toBe(40);
    expect(totalOf(run.intervals, "GET /b")).toMatchObject({ statuses: { 200: 5, 500: 5 }, errors: { status: 5 } });
  });

  it("ends at a request without an answer, and counts the error by its kind", async () => {
    const run = fakeRun(
      { load: open(10, 1_000), scenarios: [{ name: "a", steps: [get("/a"), get("/b")] }] },
      { answer: ({ path }) => (path === "/a" ? { afterMs: 5, error: "reset" } : { afterMs: 5 }) },
    );
    await run.runTo(2_000);
    expect(run.transport.sent.map(({ request }) => request.path)).toEqual(Array(10).fill("/a"));
    expect(totalOf(run.intervals, "GET /a")).toMatchObject({
      sent: 10,
      answered: 0,
      failed: 10,
      errors: { reset: 10 },
    });
    expect(totalOf(run.intervals, "GET /a").histogram.count).toBe(0);
  });

  it("counts checks, and keeps figures by name", async () => {
    const checks = [
      { type: "status" as const, is: "2xx" },
      { type: "latency" as const, maxMs: 50 },
    ];
    const run = fakeRun(
      { load: open(10, 1_000), scenarios: [{ name: "a", steps: [get("/{{$sequence}}", { name: "item", checks })] }] },
      { answer: (_request, at) => ({ afterMs: at > 1_000 ? 60 : 5 }) },
    );
    await run.runTo(2_000);
    const item = totalOf(run.intervals, "item");
    expect(item.failed).toBe(5);
    expect(item.errors).toEqual({ check: 5 });
    expect(Object.values(item.checks)).toEqual([
      [10, 0],
      [5, 5],
    ]);
  });

  it("follows redirects within the time of one request", async () => {
    const run = fakeRun(
      { load: open(10, 1_000), http: { maxRedirects: 2 } },
      {
        answer: ({ path }) => {
          const next = { "/": "/1", "/1": "/2", "/2": "/3" }[path];
          return next ? { afterMs: 10, status: 302, headers: ["location", next] } : { afterMs: 10 };
        },
      },
    );
    await run.runTo(2_000);
    expect(run.transport.sent.map(({ request }) => request.path).slice(0, 6)).toEqual([
      "/",
      "/1",
      "/2",
      "/",
      "/1",
      "/2",
    ]);
    const step = totalOf(run.intervals, "GET /");
    expect(step).toMatchObject({ sent: 10, answered: 10, statuses: { 302: 10 } });
    expect(Math.round(ms(step.histogram.maxUs))).toBe(30);
  });

  it("traces its share of requests, and keeps the slowest five a second", async () => {
    const run = fakeRun(
      { load: open(100, 2_000), tracing: { share: 1 } },
      { answer: (_request, at) => ({ afterMs: at % 100 }) },
    );
    await run.runTo(3_000);
    const [first] = run.transport.sent;
    expect(first?.extraHeaders?.[1]).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    expect(first?.extraHeaders?.slice(2)).toEqual(["tracestate", "plimsoll=run-1", "baggage", "plimsoll.run=run-1"]);
    const slow = run.intervals[0]?.slowest ?? [];
    expect(slow).toHaveLength(5);
    expect(slow.every(({ latencyMs }) => latencyMs > 89)).toBe(true);
    const none = fakeRun({ load: open(100, 1_000) }, { answer: { afterMs: 1 } });
    await none.runTo(2_000);
    expect(none.transport.sent.every(({ extraHeaders }) => extraHeaders === null)).toBe(true);
  });
});

describe("memory", () => {
  it("stays flat over an hour with 100,000 URLs under one name", { timeout: 60_000 }, async () => {
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    const heap = () => {
      collect();
      return process.memoryUsage().heapUsed;
    };
    const steps = [get("/items/{{$sequence}}", { name: "item" })];
    const run = fakeRun({ load: open(30, 3_600_000), scenarios: [{ name: "a", steps }] }, { answer: { afterMs: 3 } });
    run.transport.keepSent = false;
    let seconds = 0;
    const names = new Set<string>();
    const drain = () => {
      for (const { steps: all } of run.intervals.splice(0)) {
        seconds += 1;
        for (const { step } of all) names.add(step);
      }
    };
    await run.runTo(360_000);
    drain();
    const early = heap();
    for (let minute = 7; minute <= 60; minute += 1) {
      await run.runTo(minute * 60_000);
      drain();
    }
    expect(await run.runTo(3_601_000)).toMatchObject({ endedMs: 3_600_000 });
    drain();
    expect(seconds).toBe(3_600);
    expect([...names]).toEqual(["", "item"]);
    expect(heap() - early).toBeLessThan(1_000_000);
  });
});
