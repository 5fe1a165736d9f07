import { type LoadRunView, type LoadScript, type LoadShareView, loadScriptSchema } from "@plimsoll/core";
import type { Prisma } from "@plimsoll/db";
import { knownTraces, loadSeries, loadSlowest, loadWindow } from "@plimsoll/telemetry";
import type { Caller } from "../audit/record-audit.ts";
import { findLoadRun } from "../load-tests/list-load-runs.ts";
import { isRunFinished, type LoadRunRow, plannedDurationMs, toLoadRunItem } from "../load-tests/load-run-item.ts";
import { type LoadRunResult, readPlan, readResult } from "../load-tests/load-run-records.ts";
import type { Platform } from "../platform.ts";
import { assembleView, chartStepOf, withFigures } from "./assemble-view.ts";
import { toCapacityStep } from "./local-capacity.ts";
import type { ShareOutcome } from "./run-notes.ts";

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
  const { elapsedMs, toSecond } = readClock(row, script, shares);
  const stepSeconds = chartStepOf(script, elapsedMs);
  const input = { projectId, runId, toSecond, signal };
  const [totals, series, slowest] = await Promise.all([
    loadWindow(telemetry, input),
    loadSeries(telemetry, { ...input, stepSeconds }),
    readSlowest(telemetry, input),
  ]);
  const { thresholds } = result;
  const notes = isRunFinished(row) ? result.notes : null;
  const measured = { script, shares, elapsedMs, totals, stepSeconds, series, thresholds, notes };
  return {
    run: withFigures(toLoadRunItem(row), measured),
    shares: rows.map(toShareView),
    ...assembleView(measured),
    capacity: toCapacity(row, script),
    slowest,
  };
}

/** How long it has run, and from which second on figures are not complete yet (undefined once all are). */
function readClock(
  row: LoadRunRow,
  script: LoadScript,
  shares: readonly ShareOutcome[],
): { elapsedMs: number; toSecond: number | undefined } {
  const totalMs = plannedDurationMs(script.load) ?? Number.POSITIVE_INFINITY;
  const end = row.finishedAt ?? new Date();
  const ranMs = row.startsAt ? Math.max(0, end.getTime() - row.startsAt.getTime()) : 0;
  const live = shares.filter((share) => share.state === "running");
  const isComplete = isRunFinished(row) || live.length === 0;
  const toSecond = isComplete ? undefined : Math.min(...live.map((share) => (share.lastSecond ?? -1) + 1));
  return { elapsedMs: Math.min(ranMs, totalMs), toSecond };
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
  const steps = readPlan(row.plan).map(toCapacityStep);
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
