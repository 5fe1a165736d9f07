import {
  type LoadErrorKind,
  type LoadRunItem,
  type LoadRunView,
  type LoadScript,
  type LoadShareView,
  loadScriptSchema,
} from "@plimsoll/core";
import type { Prisma } from "@plimsoll/db";
import { errorShareOf } from "@plimsoll/load-engine";
import { knownTraces, loadSeries, loadSlowest, type LoadStepSums, loadWindow } from "@plimsoll/telemetry";
import type { Caller } from "../audit/record-audit.ts";
import { findLoadRun } from "../load-tests/list-load-runs.ts";
import { isRunFinished, type LoadRunRow, plannedDurationMs, toLoadRunItem } from "../load-tests/load-run-item.ts";
import { type LoadRunResult, readPlan, readResult } from "../load-tests/load-run-records.ts";
import type { Platform } from "../platform.ts";
import { judgeThresholds } from "./judge-run.ts";
import { stepSecondsOf, toPoints } from "./load-course.ts";
import { requestsPerIteration, toRunFigures, toStepFigures } from "./load-figures.ts";
import { toHeatmap } from "./load-heatmap.ts";
import { lostShareOf } from "./planned-load.ts";
import { type ShareOutcome, writeNotes } from "./run-notes.ts";

const MAX_SLOW = 100;
const MAX_SLOW_OF_STEP = 20;

type ShareRow = Prisma.LoadRunShareGetPayload<object>;
type Reads = Pick<Platform, "db" | "telemetry">;

/** Everything of a run, as it stands or as it ended. Throws NOT_FOUND. */
export async function getLoadRunView(
  { db, telemetry }: Reads,
  { projectId }: Pick<Caller, "projectId">,
  runId: string,
  signal?: AbortSignal,
): Promise<LoadRunView> {
  const row = await findLoadRun(db, projectId, runId);
  const rows = await db.loadRunShare.findMany({ where: { runId }, orderBy: { index: "asc" } });
  const script = loadScriptSchema.parse(row.script);
  const result = readResult(row.result);
  const shares = rows.map((share) => toOutcome(share, result));
  const clock = readClock(row, script, shares);
  const stepSeconds = stepSecondsOf((clock.totalMs ?? clock.elapsedMs) / 1000);
  const input = { projectId, runId, toSecond: clock.toSecond, signal };
  const [totals, series, slowest] = await Promise.all([
    loadWindow(telemetry, input),
    loadSeries(telemetry, { ...input, stepSeconds }),
    readSlowest(telemetry, input),
  ]);
  const measured = secondsOf(totals, clock.totalMs);
  return {
    run: toItem(row, script, totals, measured),
    script,
    shares: rows.map(toShareView),
    lostShare: lostShareOf(script.load, clock.elapsedMs, shares),
    elapsedMs: clock.elapsedMs,
    totalMs: clock.totalMs,
    stepSeconds,
    series: toPoints(series, requestsPerIteration(script)),
    heatmap: toHeatmap(series, stepSeconds),
    ...describe(row, script, { result, shares, totals, seconds: measured }),
    capacity: toCapacity(row, script),
    slowest,
  };
}

interface Clock {
  elapsedMs: number;
  /** Planned length; null for a capacity search. */
  totalMs: number | null;
  /** Seconds from this one on are not complete yet; undefined once all is. */
  toSecond: number | undefined;
}

function readClock(row: LoadRunRow, script: LoadScript, shares: readonly ShareOutcome[]): Clock {
  const totalMs = plannedDurationMs(script.load);
  const end = row.finishedAt ?? new Date();
  const ranMs = row.startsAt ? Math.max(0, end.getTime() - row.startsAt.getTime()) : 0;
  const elapsedMs = totalMs === null ? ranMs : Math.min(ranMs, totalMs);
  const live = shares.filter((share) => share.state === "running");
  const isComplete = isRunFinished(row) || live.length === 0;
  const toSecond = isComplete ? undefined : Math.min(...live.map((share) => (share.lastSecond ?? -1) + 1));
  return { elapsedMs, totalMs, toSecond };
}

/** Seconds of which there are figures; answers that came after the planned end make the run no longer. */
export function secondsOf(
  totals: readonly Pick<LoadStepSums, "step" | "lastSecond">[],
  totalMs: number | null,
): number {
  const whole = totals.find((sums) => sums.step === "");
  if (!whole) return 0;
  const measured = whole.lastSecond + 1;
  return totalMs === null ? measured : Math.min(measured, totalMs / 1000);
}

function toItem(row: LoadRunRow, script: LoadScript, totals: readonly LoadStepSums[], seconds: number): LoadRunItem {
  const item = toLoadRunItem(row);
  const whole = totals.find((sums) => sums.step === "");
  if (item.figures || !whole) return item;
  const figures = toRunFigures(whole, { seconds, perIteration: requestsPerIteration(script) });
  return { ...item, figures, errorShare: errorShareOf([whole]) };
}

interface Measured {
  result: LoadRunResult;
  shares: readonly ShareOutcome[];
  totals: readonly LoadStepSums[];
  seconds: number;
}

type Described = Pick<LoadRunView, "thresholds" | "notes" | "steps" | "statuses" | "errors">;

function describe(row: LoadRunRow, script: LoadScript, { result, shares, totals, seconds }: Measured): Described {
  const whole = totals.find((sums) => sums.step === "") ?? null;
  const isFinished = isRunFinished(row);
  return {
    // A run that has ended keeps what was found then; its figures may have expired since.
    thresholds:
      isFinished && result.thresholds.length > 0
        ? result.thresholds
        : judgeThresholds({ script, totals, seconds, rolling: result.thresholds, capacity: null }),
    notes: isFinished ? result.notes : writeNotes({ shares, whole }),
    steps: totals.filter((sums) => sums.step !== "").map((sums) => toStepFigures(sums, seconds)),
    statuses: Object.entries(whole?.statuses ?? {})
      .map(([status, count]) => ({ status: Number(status), count }))
      .sort((a, b) => a.status - b.status),
    errors: Object.entries(whole?.errors ?? {})
      .map(([kind, count]) => ({ kind: kind as LoadErrorKind, count }))
      .sort((a, b) => b.count - a.count),
  };
}

function toOutcome(share: ShareRow, result: LoadRunResult): ShareOutcome {
  const { index, lastSecond, error } = share;
  const state = share.state as LoadShareView["state"];
  return { index, state, lastSecond, error, report: result.reports[String(index)] ?? null };
}

function toShareView({ index, state, workerId, lastSecond, error }: ShareRow): LoadShareView {
  const wasLost = state === "lost" || state === "failed";
  return {
    index,
    state: state as LoadShareView["state"],
    worker: workerId,
    lastSecond: wasLost ? lastSecond : null,
    error,
  };
}

function toCapacity(row: LoadRunRow, script: LoadScript): LoadRunView["capacity"] {
  if (script.load.mode !== "capacity") return null;
  const steps = readPlan(row.plan).map(({ kind, rate, fromMs, toMs, outcome }) => ({
    kind,
    rate,
    fromSecond: fromMs / 1000,
    toSecond: toMs / 1000,
    held: outcome?.held ?? null,
    answeredRate: outcome?.answeredRate ?? null,
    p95Ms: outcome?.p95Ms ?? null,
    errorShare: outcome?.errorShare ?? null,
    reason: outcome?.reason ?? null,
  }));
  return { steps, line: toLoadRunItem(row).loadLine };
}

async function readSlowest(
  telemetry: Platform["telemetry"],
  input: { projectId: string; runId: string; signal?: AbortSignal | undefined },
): Promise<LoadRunView["slowest"]> {
  const found = await loadSlowest(telemetry, { ...input, limit: MAX_SLOW, limitOfStep: MAX_SLOW_OF_STEP });
  const arrived = await knownTraces(
    telemetry,
    input,
    found.map((request) => request.traceId),
  );
  return found.map((request) => ({
    ...request,
    at: new Date(request.at).toISOString(),
    traceArrived: arrived.has(request.traceId),
  }));
}
