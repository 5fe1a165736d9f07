import type { LatencyHeatmap, RedFigures, ServiceSeries } from "@plimsoll/core";
import type { TelemetryClient } from "./client.ts";
import { addHistogram, percentilesMs, toHeatmap, type DurationHistogram } from "./histogram.ts";
import { counts, number, text } from "./row.ts";
import { rollupRangeSql } from "./scope.ts";
import { SqlParams } from "./sql-params.ts";
import { DATABASE } from "./spans-columns.ts";
import { fromMillis, type Steps } from "./time.ts";

/** Rate, errors and durations added up. */
export interface RedSums {
  requests: number;
  errors: number;
  durationNs: number;
  durations: DurationHistogram;
}

const PERCENTILES = [0.5, 0.95, 0.99] as const;
const MAX_MINUTE_RANGE_MS = 2 * 86_400_000 + 3_600_000;

/** Adds several sums into one. */
export function addUp(parts: Iterable<RedSums>): RedSums {
  const durations = new Map<number, number>();
  const sum = { requests: 0, errors: 0, durationNs: 0, durations };
  for (const part of parts) {
    sum.requests += part.requests;
    sum.errors += part.errors;
    sum.durationNs += part.durationNs;
    addHistogram(durations, part.durations);
  }
  return sum;
}

/** Sums as the figures people read. */
export function toFigures(sums: RedSums, rangeMs: number): RedFigures {
  const [p50Ms = null, p95Ms = null, p99Ms = null] = percentilesMs(sums.durations, PERCENTILES);
  return {
    requests: sums.requests,
    ratePerSecond: rangeMs > 0 ? (sums.requests * 1000) / rangeMs : 0,
    errors: sums.errors,
    errorRatio: sums.requests === 0 ? null : sums.errors / sums.requests,
    p50Ms,
    p95Ms,
    p99Ms,
  };
}

/** One value a step, null where nothing arrived. */
export function toSeries(cells: ReadonlyMap<number, RedSums>, steps: Steps): ServiceSeries {
  const figures = Array.from({ length: steps.count }, (_, step) => {
    const cell = cells.get(step);
    return cell ? toFigures(cell, steps.stepMs) : null;
  });
  return {
    from: fromMillis(steps.fromMs),
    stepMs: steps.stepMs,
    ratePerSecond: figures.map((each) => each?.ratePerSecond ?? null),
    errorRatio: figures.map((each) => each?.errorRatio ?? null),
    p50Ms: figures.map((each) => each?.p50Ms ?? null),
    p95Ms: figures.map((each) => each?.p95Ms ?? null),
    p99Ms: figures.map((each) => each?.p99Ms ?? null),
  };
}

/** Requests over time and duration, four rows an octave. */
export function toLatencyHeatmap(cells: ReadonlyMap<number, RedSums>, steps: Steps): LatencyHeatmap {
  const merged = new Map<string, [number, number, number]>();
  for (const [step, cell] of cells) {
    for (const [bucket, count] of cell.durations) {
      const row = Math.floor(bucket / 3);
      const known = merged.get(`${step}.${row}`);
      if (known) known[2] += count;
      else merged.set(`${step}.${row}`, [step, row, count]);
    }
  }
  const triples = [...merged.values()].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  return { from: fromMillis(steps.fromMs), stepMs: steps.stepMs, ...toHeatmap(triples, 4) };
}

/** The roll-up to read for a range: minutes up to two days, whole hours beyond. */
export function resolutionOf(range: { from: string; to: string }): {
  stepSeconds: number;
  services: string;
  operations: string;
} {
  const minutes = Date.parse(range.to) - Date.parse(range.from) <= MAX_MINUTE_RANGE_MS;
  return minutes
    ? { stepSeconds: 60, services: `${DATABASE}.red_service`, operations: `${DATABASE}.red_minute` }
    : { stepSeconds: 3600, services: `${DATABASE}.red_hour`, operations: `${DATABASE}.red_hour` };
}

export interface ReadStepsInput {
  projectId: string;
  from: string;
  to: string;
  service?: string | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * The requests of each service a step. Reads one row a service and minute (`red_service`), or a service, operation and
 * hour (`red_hour`) for ranges beyond two days; both are ordered by project, service and time.
 */
export async function readServiceSteps(
  client: TelemetryClient,
  input: ReadStepsInput,
  steps: Steps,
): Promise<Map<string, Map<number, RedSums>>> {
  const { stepSeconds, services } = resolutionOf(input);
  const params = new SqlParams(input.projectId);
  const service = input.service === undefined ? "" : ` AND service = ${params.text(input.service)}`;
  const entry = stepSeconds === 3600 ? " AND entry = 1" : "";
  const sql = `SELECT toString(service), intDiv(toInt64(toUnixTimestamp(time)) - ${steps.fromMs / 1000}, ${steps.stepMs / 1000}) AS step,
  sum(spans), sum(errors), sum(duration_ns), sumMap(durations)
FROM ${services}
WHERE project_id = ${params.project}${service} AND ${rollupRangeSql(input, stepSeconds)}${entry}
GROUP BY service, step`;
  const result = new Map<string, Map<number, RedSums>>();
  const rows = await client.rows(
    sql,
    (row) => ({ service: text(row, 0), step: number(row, 1), sums: readSums(row, 2) }),
    {
      params: params.values,
      signal: input.signal,
    },
  );
  for (const { service: name, step, sums } of rows) {
    const cells = result.get(name) ?? new Map<number, RedSums>();
    result.set(name, cells.set(step, sums));
  }
  return result;
}

/** Four cells of a row: spans, errors, duration, histogram. */
export function readSums(row: readonly unknown[], at: number): RedSums {
  return {
    requests: number(row, at),
    errors: number(row, at + 1),
    durationNs: number(row, at + 2),
    durations: counts(row, at + 3),
  };
}

/** The same length of time right before a range. */
export function previousRange(range: { from: string; to: string }): { from: string; to: string } {
  const from = Date.parse(range.from);
  return { from: fromMillis(Math.max(0, 2 * from - Date.parse(range.to))), to: range.from };
}

/** Length of a range. */
export function lengthMs(range: { from: string; to: string }): number {
  return Date.parse(range.to) - Date.parse(range.from);
}
