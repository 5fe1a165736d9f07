import { type LoadComparison, loadScriptSchema } from "@plimsoll/core";
import { type ComparedRun, compareRuns } from "@plimsoll/load-engine";
import { loadSeries } from "@plimsoll/telemetry";
import type { Caller } from "../audit/record-audit.ts";
import { findLoadRun } from "../load-tests/list-load-runs.ts";
import { type LoadRunRow, plannedDurationMs, toLoadRunItem } from "../load-tests/load-run-item.ts";
import type { Platform } from "../platform.ts";

/** Points of a run, a step: enough to tell what scatters from what differs. */
const MAX_POINTS = 120;
type Reads = Pick<Platform, "db" | "telemetry">;

/**
 * How a run differs from an earlier one, step by step, and whether by more than chance (see `compareRuns`). Throws
 * NOT_FOUND.
 */
export async function compareLoadRuns(
  { db, telemetry }: Reads,
  { projectId }: Pick<Caller, "projectId">,
  { runId, baseRunId }: { runId: string; baseRunId: string },
  signal?: AbortSignal,
): Promise<LoadComparison> {
  const [run, base] = await Promise.all([findLoadRun(db, projectId, runId), findLoadRun(db, projectId, baseRunId)]);
  const longest = Math.max(secondsOf(run), secondsOf(base));
  const stepSeconds = Math.max(1, Math.ceil(longest / MAX_POINTS));
  const read = (row: LoadRunRow) => readRun(telemetry, { projectId, row, stepSeconds, signal });
  const [before, now] = await Promise.all([read(base), read(run)]);
  return { run: toLoadRunItem(run), base: toLoadRunItem(base), rows: compareRuns(before, now) };
}

/** Planned seconds of a run, or those that it took where nobody planned them. */
function secondsOf(row: LoadRunRow): number {
  const planned = plannedDurationMs(loadScriptSchema.parse(row.script).load);
  const tookMs = row.startsAt && row.finishedAt ? row.finishedAt.getTime() - row.startsAt.getTime() : null;
  return Math.max(0, Math.min(planned ?? Number.POSITIVE_INFINITY, tookMs ?? planned ?? 0)) / 1000;
}

async function readRun(
  telemetry: Platform["telemetry"],
  input: { projectId: string; row: LoadRunRow; stepSeconds: number; signal: AbortSignal | undefined },
): Promise<ComparedRun> {
  const { projectId, row, stepSeconds, signal } = input;
  // Whole points only: a part of one, or what came in after the end, would look like a lower rate.
  const toSecond = Math.floor(secondsOf(row) / stepSeconds) * stepSeconds;
  const range = { projectId, runId: row.id, toSecond, signal };
  return { stepSeconds, points: await loadSeries(telemetry, { ...range, stepSeconds, eachStep: true }) };
}
