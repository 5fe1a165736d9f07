import type { TelemetryClient } from "../client.ts";
import type { ProjectInput } from "../inputs.ts";
import type { LoadHistogram, LoadSums } from "../load-runs/load-interval-row.ts";
import { counts, number, type Row, text } from "../row.ts";
import { DATABASE } from "../spans-columns.ts";
import { SqlParams } from "../sql-params.ts";

export interface LoadRunInput extends ProjectInput {
  runId: string;
}
export interface LoadWindowInput extends LoadRunInput {
  /** Seconds of the run, the last one exclusive; the whole run when absent. */
  fromSecond?: number | undefined;
  toSecond?: number | undefined;
}

/** Figures of a step, merged exactly over shares and seconds. */
export interface LoadStepSums extends LoadSums {
  /** Distinct seconds of which there is something. */
  seconds: number;
  firstSecond: number;
  lastSecond: number;
  /** Of the generator, at worst; on the step `""`, elsewhere 0. */
  cpu: number;
  lagMs: number;
}

/**
 * Figures of each step over some seconds of a run (or all), the whole run under the step `""`. A row that was written
 * twice counts once. Reads the rows of the run in the order of the table; of a window, few granules a step.
 */
export async function loadWindow(client: TelemetryClient, input: LoadWindowInput): Promise<LoadStepSums[]> {
  const params = new SqlParams(input.projectId);
  const rows = loadRowsSql(params, input);
  const sql = `SELECT toString(step), ${LOAD_SUMS}
FROM ${rows} GROUP BY step ORDER BY step`;
  return client.rows(sql, (row) => ({ step: text(row, 0), ...readLoadSums(row, 1) }), {
    params: params.values,
    signal: input.signal,
  });
}

/** The rows of a run, each once, to select from. */
export function loadRowsSql(params: SqlParams, input: LoadWindowInput, columns = "*", where = ""): string {
  const from = input.fromSecond === undefined ? "" : ` AND second >= ${Math.trunc(input.fromSecond)}`;
  const to = input.toSecond === undefined ? "" : ` AND second < ${Math.trunc(input.toSecond)}`;
  return `(SELECT ${columns} FROM ${DATABASE}.load_intervals FINAL
  WHERE project_id = ${params.project} AND run_id = ${params.text(input.runId)}${from}${to}${where})`;
}

/** SELECT list that `readLoadSums` reads. */
export const LOAD_SUMS = `any(kind), sum(planned), sum(sent), sum(answered), sum(failed), sum(dropped), sum(bytes_in), sum(bytes_out),
  sumMap(latencies), sum(sum_us), minIf(min_us, notEmpty(latencies)), max(max_us),
  sumMap(statuses), sumMap(errors), sumMap(checks_passed), sumMap(checks_failed),
  uniqExact(second), min(second), max(second), max(cpu_permille), max(lag_us)`;

/** The cells of `LOAD_SUMS`. */
export function readLoadSums(row: Row, at: number): Omit<LoadStepSums, "step"> {
  return {
    kind: number(row, at) === 1 ? "group" : "request",
    planned: number(row, at + 1),
    sent: number(row, at + 2),
    answered: number(row, at + 3),
    failed: number(row, at + 4),
    dropped: number(row, at + 5),
    bytesIn: number(row, at + 6),
    bytesOut: number(row, at + 7),
    histogram: readHistogram(row, at + 8),
    statuses: Object.fromEntries(counts(row, at + 12)),
    errors: readCounts(row, at + 13),
    checks: readChecks(row, at + 14),
    seconds: number(row, at + 16),
    firstSecond: number(row, at + 17),
    lastSecond: number(row, at + 18),
    cpu: number(row, at + 19) / 1000,
    lagMs: number(row, at + 20) / 1000,
  };
}

/** A map of buckets to counts, then sum, minimum and maximum. */
function readHistogram(row: Row, at: number): LoadHistogram {
  const latencies = [...counts(row, at)].sort(([a], [b]) => a - b);
  return {
    buckets: latencies.map(([bucket]) => bucket),
    counts: latencies.map(([, count]) => count),
    sumUs: number(row, at + 1),
    minUs: number(row, at + 2),
    maxUs: number(row, at + 3),
  };
}

function readCounts(row: Row, at: number): Record<string, number> {
  const value = row[at];
  if (typeof value !== "object" || value === null) return {};
  return Object.fromEntries(Object.entries(value).map(([name, count]) => [name, Number(count)]));
}

function readChecks(row: Row, at: number): LoadSums["checks"] {
  const [passed, failed] = [readCounts(row, at), readCounts(row, at + 1)];
  return Object.keys({ ...passed, ...failed }).map((name) => ({
    name,
    passed: passed[name] ?? 0,
    failed: failed[name] ?? 0,
  }));
}
