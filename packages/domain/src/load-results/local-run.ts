import type { LoadLine, LoadRunItem, LoadRunView, LoadScript, SlowRequest } from "@plimsoll/core";
import { type LoadInterval, type LoadReport, type PlannedStage, scriptOrigins } from "@plimsoll/load-engine";
import type { LoadIntervalRow, LoadSeriesPoint, LoadStepSums } from "@plimsoll/telemetry";
import { plannedDurationMs } from "../load-tests/load-run-item.ts";
import { assembleView, chartStepOf, type MeasuredRun, secondsOf, withFigures } from "./assemble-view.ts";
import { judgeRun, type RunJudgement } from "./judge-run.ts";
import { LocalCapacity } from "./local-capacity.ts";
import { LocalThresholds, mergeSteps } from "./local-thresholds.ts";
import type { ShareOutcome } from "./run-notes.ts";
import { describeBroken } from "./run-verdict.ts";
import { toIntervalRows } from "./to-interval-rows.ts";

/** Points kept at most; beyond it two become one, so that memory does not grow with the run's length. */
const MAX_POINTS = 600;
const MAX_SLOW = 100;

export interface LocalRunAbout {
  id: string;
  name: string;
  build: string | null;
  service: string | null;
  script: LoadScript;
}

/** How a run in this process ended. */
export interface LocalRunEnd {
  report: LoadReport | null;
  isCancelled: boolean;
  /** Why it could not run or go on; null when it could. */
  error: string | null;
}

/** A run that one process sends and sums up itself, without any store: the same view as of one on an instance. */
export class LocalRun {
  readonly #about: LocalRunAbout;
  readonly #startsAt: number;
  readonly #thresholds: LocalThresholds;
  readonly #search: LocalCapacity | null;
  readonly #createdAt = new Date();
  #totals: LoadStepSums[] = [];
  #points: LoadSeriesPoint[] = [];
  #stepSeconds: number;
  #slowest: SlowRequest[] = [];
  #abortReason: string | null = null;
  #ended: { judgement: RunJudgement; at: Date; share: ShareOutcome } | null = null;

  constructor(about: LocalRunAbout, startsAt: number) {
    this.#about = about;
    this.#startsAt = startsAt;
    const { load } = about.script;
    this.#search = load.mode === "capacity" ? new LocalCapacity(about.script, load) : null;
    this.#thresholds = new LocalThresholds(about.script);
    this.#stepSeconds = chartStepOf(about.script, 0);
  }

  /** Of a capacity search: what is planned so far, and whether that is all. Null in other modes. */
  get plan(): { stages: PlannedStage[]; isLast: boolean } | null {
    return this.#search && { stages: this.#search.stages, isLast: this.#search.result !== null };
  }

  /** Counts a second. Returns why the run has to end now (null: it goes on), and whether `plan` has changed. */
  add(interval: LoadInterval): { abortReason: string | null; isReplanned: boolean } {
    const { id: runId } = this.#about;
    const rows = toIntervalRows({ projectId: "", runId, share: 0, startsAt: this.#startsAt }, interval);
    const seconds = rows.map(toSums);
    this.#totals = mergeSums(this.#totals, seconds);
    this.#addPoint(rows[0], seconds[0]);
    this.#slowest = [...this.#slowest, ...interval.slowest]
      .sort((a, b) => b.latencyMs - a.latencyMs)
      .slice(0, MAX_SLOW);
    if (this.#search) {
      const isReplanned = this.#search.add(interval, seconds, Date.now() - this.#startsAt);
      return { abortReason: null, isReplanned };
    }
    const breaking = this.#thresholds.add(interval.second, seconds, this.#totals);
    if (breaking) this.#abortReason ??= `${describeBroken(breaking)}.`;
    return { abortReason: this.#abortReason, isReplanned: false };
  }

  /** Judges the run; what comes later is not counted. */
  end({ report, isCancelled, error }: LocalRunEnd): LoadRunView {
    const { script } = this.#about;
    const share: ShareOutcome = {
      index: 0,
      state: error === null ? "done" : "failed",
      lastSecond: this.#totals[0]?.lastSecond ?? null,
      error,
      report,
    };
    const seconds = secondsOf(this.#totals, plannedDurationMs(script.load));
    const judgement = judgeRun({
      script,
      ...(this.#search?.confirmed ?? { totals: this.#totals, seconds }),
      shares: [share],
      rolling: this.#thresholds.states,
      isCancelled,
      abortReason: isCancelled ? null : this.#abortReason,
      error,
      capacity: this.#search?.result ?? null,
    });
    this.#ended = { judgement, at: new Date(), share };
    return this.view();
  }

  view(): LoadRunView {
    const { script } = this.#about;
    const totalMs = plannedDurationMs(script.load) ?? Number.POSITIVE_INFINITY;
    const now = this.#ended?.at ?? new Date();
    const elapsedMs = Math.min(totalMs, Math.max(0, now.getTime() - this.#startsAt));
    const share = this.#ended?.share ?? { index: 0, state: "running", lastSecond: null, error: null, report: null };
    const measured: MeasuredRun = {
      script,
      shares: [share],
      elapsedMs,
      totals: this.#totals,
      stepSeconds: this.#stepSeconds,
      series: this.#points,
      thresholds: this.#ended?.judgement.thresholds ?? this.#thresholds.states,
      notes: this.#ended?.judgement.notes ?? null,
    };
    return {
      run: withFigures(this.#item(elapsedMs / totalMs), measured),
      shares: [{ ...share, worker: null, lastSecond: null }].map(({ report: _report, ...view }) => view),
      ...assembleView(measured),
      capacity: this.#search && { steps: this.#search.steps, line: this.#line() },
      slowest: this.#slowest.map((request) => ({ ...request, traceArrived: false })),
    };
  }

  #item(progress: number): LoadRunItem {
    const { id, name, build, service, script } = this.#about;
    const judgement = this.#ended?.judgement;
    return {
      id,
      testId: null,
      name,
      service,
      build,
      mode: script.load.mode,
      startedBy: "command line",
      state: judgement?.state ?? "running",
      createdAt: this.#createdAt.toISOString(),
      startedAt: new Date(this.#startsAt).toISOString(),
      finishedAt: this.#ended?.at.toISOString() ?? null,
      progress: this.#ended ? 1 : progress,
      verdict: judgement?.verdict ?? null,
      figures: judgement?.figures ?? null,
      errorShare: judgement?.errorShare ?? null,
      generatorBound: judgement?.generatorBound ?? false,
      loadLine: this.#line(),
    };
  }

  #line(): LoadLine | null {
    const found = this.#search?.result;
    if (!found?.line || !this.#ended) return null;
    const { id: runId, service, build, script } = this.#about;
    const origin = scriptOrigins(script)[0] ?? "";
    const about = { service, origin, testId: null, runId, build, objectives: found.objectives };
    return { ...about, ...found.line, measuredAt: this.#ended.at.toISOString() };
  }

  #addPoint(row: LoadIntervalRow | undefined, sums: LoadStepSums | undefined): void {
    if (!row || !sums) return;
    const point = { ...sums, second: row.second, inFlight: row.inFlight };
    this.#points = joinPoints([...this.#points, point], this.#stepSeconds);
    while (this.#points.length > MAX_POINTS) {
      this.#stepSeconds *= 2;
      this.#points = joinPoints(this.#points, this.#stepSeconds);
    }
  }
}

function toSums(row: LoadIntervalRow): LoadStepSums {
  const { second, cpu, lagMs } = row;
  return { ...row, seconds: 1, firstSecond: second, lastSecond: second, cpu, lagMs };
}

/** The totals with one more second, by step. */
function mergeSums(totals: readonly LoadStepSums[], second: readonly LoadStepSums[]): LoadStepSums[] {
  return mergeSteps([...totals, ...second]).map((sums) => {
    const parts = [...totals, ...second].filter((part) => part.step === sums.step);
    return { ...sums, ...boundsOf(parts) };
  });
}

function boundsOf(parts: readonly LoadStepSums[]) {
  return {
    seconds: parts.reduce((sum, part) => sum + part.seconds, 0),
    firstSecond: Math.min(...parts.map((part) => part.firstSecond)),
    lastSecond: Math.max(...parts.map((part) => part.lastSecond)),
    cpu: Math.max(...parts.map((part) => part.cpu)),
    lagMs: Math.max(...parts.map((part) => part.lagMs)),
  };
}

/** Points of the same step of time become one. */
function joinPoints(points: readonly LoadSeriesPoint[], stepSeconds: number): LoadSeriesPoint[] {
  const joined: LoadSeriesPoint[] = [];
  for (const point of points) {
    const second = Math.floor(point.second / stepSeconds) * stepSeconds;
    const last = joined.at(-1);
    if (last?.second !== second) {
      joined.push(point.second === second ? point : { ...point, second });
      continue;
    }
    const [sums] = mergeSteps<LoadSeriesPoint>([last, point]);
    if (!sums) continue;
    const seconds = last.seconds + point.seconds;
    const inFlight = (last.inFlight * last.seconds + point.inFlight * point.seconds) / seconds;
    joined[joined.length - 1] = { ...sums, ...boundsOf([last, point]), second, inFlight };
  }
  return joined;
}
