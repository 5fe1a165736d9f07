import type { CapacityStep, LoadModel, LoadScript } from "@plimsoll/core";
import {
  capacityObjectives,
  isGeneratorLate,
  judgeCapacityStep,
  type LoadInterval,
  nextCapacityStep,
  type PlannedStage,
} from "@plimsoll/load-engine";
import type { LoadSums } from "@plimsoll/telemetry";
import { endOfSearch, planStep, toOutcome } from "../load-tests/capacity-search.ts";
import type { LoadRunResult, PlannedCapacityStep } from "../load-tests/load-run-records.ts";
import { requestsPerIteration } from "./load-figures.ts";
import { mergeSteps } from "./local-thresholds.ts";

interface CountedSecond {
  interval: LoadInterval;
  sums: LoadSums[];
}

/** A capacity search of a run that one process sends: judges each step when it has ended, and plans the next one. */
export class LocalCapacity {
  readonly #script: LoadScript;
  readonly #load: Extract<LoadModel, { mode: "capacity" }>;
  #steps: PlannedCapacityStep[] = [];
  /** Of the step under way, without its warm-up. */
  #seconds: CountedSecond[] = [];
  result: LoadRunResult["capacity"] = null;
  /** What confirmed the line. */
  confirmed: { totals: LoadSums[]; seconds: number } | null = null;

  constructor(script: LoadScript, load: Extract<LoadModel, { mode: "capacity" }>) {
    this.#script = script;
    this.#load = load;
    this.#plan(0);
  }

  get stages(): PlannedStage[] {
    return this.#steps.map(({ rate, fromMs, toMs }) => ({ rate, fromMs, toMs }));
  }
  get steps(): CapacityStep[] {
    return this.#steps.map(toCapacityStep);
  }

  /** Counts a second. Returns whether the plan has changed; when there is a result, it is the last. */
  add(interval: LoadInterval, sums: LoadSums[], elapsedMs: number): boolean {
    const step = this.#steps.at(-1);
    if (!step || this.result) return false;
    if (interval.second * 1000 >= step.fromMs + step.warmupMs) this.#seconds.push({ interval, sums });
    if ((interval.second + 1) * 1000 < step.toMs) return false;
    this.#judge(step);
    this.#plan(elapsedMs);
    return true;
  }

  #judge(step: PlannedCapacityStep): void {
    const seconds = this.#seconds;
    this.#seconds = [];
    const { rate, fromMs, warmupMs, toMs } = step;
    const measured = { rate, warmupMs, measureMs: toMs - fromMs - warmupMs };
    // Iterations, not requests, are counted under the step "" here.
    const totals = mergeSteps(seconds.flatMap(({ interval }) => interval.steps.map((each) => ({ ...each }))));
    const objectives = this.#objectives();
    const judged = judgeCapacityStep(measured, totals, objectives);
    const inFlight = seconds.at(-1)?.interval.health.inFlight ?? 0;
    const late = isGeneratorLate(seconds.map(({ interval }) => interval.health.lagMs));
    this.#steps = [...this.#steps.slice(0, -1), { ...step, outcome: { ...judged, inFlight, late } }];
    if (step.kind !== "hold" || !judged.held) return;
    const sums = mergeSteps(seconds.flatMap((second) => second.sums));
    this.confirmed = { totals: sums, seconds: measured.measureMs / 1000 };
  }

  #plan(elapsedMs: number): void {
    const decision = nextCapacityStep(this.#load, this.#steps.flatMap(toOutcome));
    if (!decision.done) {
      this.#steps = [...this.#steps, planStep(decision, this.#steps.at(-1)?.toMs ?? 0, elapsedMs)];
      return;
    }
    this.result = endOfSearch(decision, requestsPerIteration(this.#script), this.#objectives());
  }

  #objectives(): string[] {
    return capacityObjectives(this.#script.thresholds, this.#steps[0]?.outcome?.p95Ms ?? null);
  }
}

/** A planned step as callers see it. */
export function toCapacityStep({ kind, rate, fromMs, toMs, outcome }: PlannedCapacityStep): CapacityStep {
  return {
    kind,
    rate,
    fromSecond: fromMs / 1000,
    toSecond: toMs / 1000,
    held: outcome?.held ?? null,
    answeredRate: outcome?.answeredRate ?? null,
    p95Ms: outcome?.p95Ms ?? null,
    errorShare: outcome?.errorShare ?? null,
    reason: outcome?.reason ?? null,
  };
}
