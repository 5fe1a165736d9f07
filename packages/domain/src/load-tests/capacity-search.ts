import type { LoadModel, LoadScript } from "@plimsoll/core";
import {
  type CapacityDecision,
  type CapacityOutcome,
  capacityObjectives,
  isGeneratorLate,
  judgeCapacityStep,
  nextCapacityStep,
  type StepInterval,
  type StepTotals,
} from "@plimsoll/load-engine";
import { loadSeries, loadWindow } from "@plimsoll/telemetry";
import { requestsPerIteration } from "../load-results/load-figures.ts";
import { addSteps } from "../load-results/to-interval-rows.ts";
import type { Platform } from "../platform.ts";
import { changePlan, endSearch } from "./control-run.ts";
import { type LoadRunResult, type PlannedCapacityStep, readPlan } from "./load-run-records.ts";
import type { ShareOrders } from "./share-place.ts";

/** What the leading share counted of iterations itself, from one second to before another. */
export type IterationsOf = (fromSecond: number, toSecond: number) => StepInterval[];

/** Every share has to hear of a step before it begins: they look four times a second. */
const NOTICE_MS = 750;

export interface SearchedRun {
  projectId: string;
  runId: string;
  /** Shares of the run. */
  of: number;
  script: LoadScript;
  load: Extract<LoadModel, { mode: "capacity" }>;
}

/**
 * Leads a capacity search: judges the step that has ended by the merged figures of all shares, and plans the next one.
 * All it knows is in the run's plan, so that another share can go on with it.
 */
export class CapacitySearch {
  readonly #platform: Pick<Platform, "db" | "telemetry">;
  readonly #run: SearchedRun;

  constructor(platform: Pick<Platform, "db" | "telemetry">, run: SearchedRun) {
    this.#platform = platform;
    this.#run = run;
  }

  /** One turn. Every share takes each n-th arrival, so what one sees of iterations stands for all. */
  async turn({ plan, runState, elapsedMs, completeSecond }: ShareOrders, iterationsOf: IterationsOf): Promise<void> {
    if (runState !== "running" || elapsedMs === null) return;
    const { db } = this.#platform;
    const { runId } = this.#run;
    const before = readPlan(plan);
    const last = before.at(-1);
    if (last && !last.outcome && completeSecond < last.toMs / 1_000 - 1) return;
    const steps =
      last && !last.outcome ? [...before.slice(0, -1), await this.#judge(before, last, iterationsOf)] : before;
    const decision = nextCapacityStep(this.#run.load, steps.flatMap(toOutcome));
    if (!decision.done) {
      const next = planStep(decision, steps.at(-1)?.toMs ?? 0, elapsedMs);
      await changePlan(db, runId, { from: before, to: [...steps, next] });
      return;
    }
    await changePlan(db, runId, { from: before, to: steps });
    const result = endOfSearch(decision, requestsPerIteration(this.#run.script), this.#objectives(steps));
    await endSearch(db, runId, result);
  }

  async #judge(
    steps: readonly PlannedCapacityStep[],
    step: PlannedCapacityStep,
    iterationsOf: IterationsOf,
  ): Promise<PlannedCapacityStep> {
    const { projectId, runId, of } = this.#run;
    const { telemetry } = this.#platform;
    const { rate, fromMs, warmupMs, toMs } = step;
    const [fromSecond, toSecond] = [(fromMs + warmupMs) / 1_000, toMs / 1_000];
    const stored = await loadWindow(telemetry, { projectId, runId, fromSecond, toSecond });
    const seconds = await loadSeries(telemetry, { projectId, runId, fromSecond, toSecond, stepSeconds: 1 });
    const last = seconds.find(({ second }) => second === toSecond - 1);
    const totals = withIterations(stored, iterationsOf(fromSecond, toSecond), of);
    const measured = { rate, warmupMs, measureMs: toMs - fromMs - warmupMs };
    const judged = judgeCapacityStep(measured, totals, this.#objectives(steps));
    const late = isGeneratorLate(seconds.map(({ lagMs }) => lagMs));
    return { ...step, outcome: { ...judged, inFlight: Math.round(last?.inFlight ?? 0), late } };
  }

  #objectives(steps: readonly PlannedCapacityStep[]): string[] {
    return capacityObjectives(this.#run.script.thresholds, steps[0]?.outcome?.p95Ms ?? null);
  }
}

/** The step that was decided on, after what ended at `endedMs` and `elapsedMs` of the run have gone by. Steps begin and end with whole seconds, which is how figures are kept. */
export function planStep(
  next: { kind: PlannedCapacityStep["kind"]; rate: number; restMs: number; warmupMs: number; measureMs: number },
  endedMs: number,
  elapsedMs: number,
): PlannedCapacityStep {
  const { kind, rate, restMs, warmupMs, measureMs } = next;
  const fromMs = Math.ceil(Math.max(elapsedMs + NOTICE_MS, endedMs + restMs, 0) / 1_000) * 1_000;
  return { kind, rate, fromMs, warmupMs, toMs: fromMs + warmupMs + measureMs, outcome: null };
}

/** What is stored of the whole run counts requests; a search is about iterations, which this share counted. */
function withIterations(stored: readonly StepTotals[], own: readonly StepInterval[], of: number): StepTotals[] {
  const { answered, histogram } = addSteps(own);
  return stored.map((sums) => (sums.step === "" ? { ...sums, answered: answered * of, histogram } : sums));
}

/** How a step went, for the decision about the next one; none while it runs. */
export function toOutcome({ kind, rate, outcome }: PlannedCapacityStep): CapacityOutcome[] {
  if (!outcome) return [];
  const { reason: _, ...figures } = outcome;
  return [{ kind, rate, ...figures }];
}

/** What a search found, in iterations a second, as it is kept: in requests a second. */
export function endOfSearch(
  { line, reason }: Extract<CapacityDecision, { done: true }>,
  perIteration: number,
  objectives: string[],
): NonNullable<LoadRunResult["capacity"]> {
  if (!line) return { line, reason, objectives, generatorLate: false };
  const { rate, low, high, generatorLate } = line;
  const inRequests = { rate: rate * perIteration, low: low * perIteration, high: high * perIteration };
  return { line: inRequests, reason, objectives, generatorLate };
}
