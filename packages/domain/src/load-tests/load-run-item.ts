import {
  type LoadLine,
  loadModelSchema,
  type LoadMode,
  type LoadModel,
  type LoadRunItem,
  type LoadRunState,
} from "@plimsoll/core";
import type { Prisma } from "@plimsoll/db";
import { readFigures, readResult } from "./load-run-records.ts";

/** A run as it is stored, with its load line, if it found one. */
export type LoadRunRow = Prisma.LoadRunGetPayload<{ include: { lines: true } }>;
export type LoadLineRow = Prisma.LoadLineGetPayload<object>;

const UNFINISHED = ["queued", "starting", "running", "finishing"] as const;
/** States of runs that go on or will. */
export const UNFINISHED_STATES: string[] = [...UNFINISHED];

/** True when nothing of the run will change any more. */
export function isRunFinished({ state }: { state: string }): boolean {
  return !UNFINISHED_STATES.includes(state);
}

/** How long a run is planned to take after second 0, milliseconds; null for a capacity search, which nobody knows. */
export function plannedDurationMs(load: LoadModel): number | null {
  if (load.mode === "capacity") return null;
  return load.stages.reduce((sum, stage) => sum + stage.durationMs, 0);
}

/** A stored run as lists show it. */
export function toLoadRunItem(row: LoadRunRow, now: Date = new Date()): LoadRunItem {
  const [line] = row.lines;
  return {
    id: row.id,
    testId: row.testId,
    name: row.name,
    mode: row.mode as LoadMode,
    state: row.state as LoadRunState,
    service: row.service,
    build: row.build,
    startedBy: row.startedBy,
    createdAt: row.createdAt.toISOString(),
    startedAt: (row.startsAt ?? row.startedAt)?.toISOString() ?? null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
    progress: progressOf(row, now),
    verdict: row.verdict,
    figures: readFigures(row.figures),
    errorShare: readResult(row.result).errorShare,
    generatorBound: row.generatorBound,
    loadLine: line ? toLoadLine(line) : null,
  };
}

/** A stored load line as callers see it. */
export function toLoadLine(row: LoadLineRow): LoadLine {
  const { service, origin, testId, runId, rate, low, high, objectives, build, measuredAt } = row;
  const line = { service, origin, testId, runId, rate, low, high, objectives, build };
  return { ...line, measuredAt: measuredAt.toISOString() };
}

function progressOf(row: LoadRunRow, now: Date): number | null {
  if (isRunFinished(row)) return 1;
  if (!row.startsAt) return null;
  const load = loadModelSchema.safeParse((row.script as { load?: unknown }).load);
  const totalMs = load.success ? plannedDurationMs(load.data) : null;
  if (totalMs === null) return null;
  return Math.min(1, Math.max(0, (now.getTime() - row.startsAt.getTime()) / totalMs));
}
