import { type LoadScriptInput, loadScriptSchema } from "@plimsoll/core";
import { LatencyHistogram } from "../latency-histogram.ts";
import type { Stride } from "../run/arrival-schedule.ts";
import { Generator, type GeneratorEnd } from "../run/generator.ts";
import type { StepInterval } from "../run/load-types.ts";
import type { ThreadInterval } from "../run/recorder.ts";
import { RequestBudget } from "../run/request-budget.ts";
import { compileScript } from "../script/compile-script.ts";
import { FakeClock } from "./fake-clock.ts";
import { type FakeAnswer, FakeTransport } from "./fake-transport.ts";

export interface FakeRunOptions {
  answer: ConstructorParameters<typeof FakeTransport>[1] | FakeAnswer;
  stride?: Stride;
  maxRequests?: number;
  cpu?: () => number;
}

/** A generator on a clock that is told how fast to go, before second 0. */
export function fakeRun(input: Partial<LoadScriptInput> & Pick<LoadScriptInput, "load">, options: FakeRunOptions) {
  const script = loadScriptSchema.parse({
    baseUrl: "http://shop.test",
    scenarios: [{ name: "main", steps: [{ type: "request", url: "/" }] }],
    tracing: { share: 0 },
    ...input,
  });
  const stride = options.stride ?? { index: 0, of: 1 };
  const clock = new FakeClock();
  const { answer } = options;
  const transport = new FakeTransport(clock, typeof answer === "function" ? answer : () => answer);
  const intervals: ThreadInterval[] = [];
  const zeroAt = 500;
  const generator = new Generator({
    runId: "run-1",
    script,
    compiled: compileScript(script, { seed: 1, stride }),
    transport,
    clock,
    zeroAt,
    stride,
    budget: new RequestBudget(options.maxRequests ?? Number.POSITIVE_INFINITY),
    onInterval: (interval) => intervals.push(interval),
    takeCpu: options.cpu ?? (() => 0),
  });
  generator.start();
  let end: GeneratorEnd | null = null;
  void generator.finished.then((ended) => {
    end = ended;
  });
  /** Lets time pass up to `atMs` after second 0; the end of the run, if it has ended. */
  const runTo = async (atMs: number) => {
    clock.runTo(zeroAt + atMs);
    await Promise.resolve();
    await Promise.resolve();
    return end;
  };
  return { generator, clock, transport, intervals, runTo, zeroAt };
}

/** All seconds of a step together. */
export function totalOf(intervals: readonly { steps: StepInterval[] }[], step: string) {
  const histogram = new LatencyHistogram();
  const total = { planned: 0, sent: 0, answered: 0, failed: 0, dropped: 0, bytesIn: 0, bytesOut: 0 };
  const statuses: Record<string, number> = {};
  const errors: Record<string, number> = {};
  const checks: Record<string, [number, number]> = {};
  for (const interval of intervals.flatMap((each) => each.steps).filter((each) => each.step === step)) {
    for (const key of Object.keys(total) as (keyof typeof total)[]) total[key] += interval[key];
    for (const [key, count] of Object.entries(interval.statuses)) statuses[key] = (statuses[key] ?? 0) + count;
    for (const [key, count] of Object.entries(interval.errors)) errors[key] = (errors[key] ?? 0) + count;
    for (const { name, passed, failed } of interval.checks) {
      const [before, broken] = checks[name] ?? [0, 0];
      checks[name] = [before + passed, broken + failed];
    }
    histogram.add(interval.histogram);
  }
  return { ...total, statuses, errors, checks, histogram };
}
