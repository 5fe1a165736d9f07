import type { TelemetryClient } from "../client.ts";
import type { LoadErrorKind } from "@plimsoll/core";
import { number, text } from "../row.ts";
import { SqlParams } from "../sql-params.ts";
import { LOAD_SUMS, type LoadRunInput, loadRowsSql, type LoadStepSums, readLoadSums } from "./load-sums.ts";

export interface LoadSeriesInput extends LoadRunInput {
  /** Length of a point. */
  stepSeconds: number;
  /** Only these seconds of the run, the last one exclusive. */
  fromSecond?: number | undefined;
  toSecond?: number | undefined;
  /** Whether each step has points of its own; otherwise the whole run has, under the step `""`. */
  eachStep?: boolean | undefined;
}
export interface LoadSeriesPoint extends LoadStepSums {
  /** First second of the point, a multiple of `stepSeconds`; a point of which nothing is stored is absent. */
  second: number;
  /** Under way at once, over all shares, in the mean of the point's seconds. */
  inFlight: number;
}

/**
 * A run over time, oldest first. Reads the rows of the step `""`, which lie together, or all of the run with
 * `eachStep`; as many points as the caller's `stepSeconds` makes.
 */
export async function loadSeries(client: TelemetryClient, input: LoadSeriesInput): Promise<LoadSeriesPoint[]> {
  const stepSeconds = Math.max(1, Math.trunc(input.stepSeconds));
  const params = new SqlParams(input.projectId);
  const rows = loadRowsSql(params, input, "*", input.eachStep ? "" : " AND step = ''");
  const sql = `SELECT toString(step), intDiv(second, ${stepSeconds}) AS point, sum(in_flight) / uniqExact(second), ${LOAD_SUMS}
FROM ${rows} GROUP BY step, point ORDER BY step, point`;
  return client.rows(
    sql,
    (row) => ({
      step: text(row, 0),
      second: number(row, 1) * stepSeconds,
      inFlight: number(row, 2),
      ...readLoadSums(row, 3),
    }),
    { params: params.values, signal: input.signal },
  );
}

export interface LoadSlowRequest {
  step: string;
  traceId: string;
  latencyMs: number;
  status: number | null;
  error: LoadErrorKind | null;
  /** Unix milliseconds. */
  at: number;
}

/** The slowest traced requests of a run, slowest first, at most `limitOfStep` of one step. Reads the lists of slow requests alone. */
export async function loadSlowest(
  client: TelemetryClient,
  input: LoadRunInput & { limit: number; limitOfStep: number },
): Promise<LoadSlowRequest[]> {
  const params = new SqlParams(input.projectId);
  const columns = "step, slow_trace_ids, slow_us, slow_statuses, slow_errors, slow_at";
  const rows = loadRowsSql(params, input, columns, " AND step != ''");
  const sql = `SELECT toString(step), lower(hex(id)), us, status, toString(error), toString(toUnixTimestamp64Milli(at))
FROM ${rows} ARRAY JOIN slow_trace_ids AS id, slow_us AS us, slow_statuses AS status, slow_errors AS error, slow_at AS at
ORDER BY us DESC, id LIMIT ${Math.trunc(input.limitOfStep)} BY step LIMIT ${Math.trunc(input.limit)}`;
  return client.rows(
    sql,
    (row) => ({
      step: text(row, 0),
      traceId: text(row, 1),
      latencyMs: number(row, 2) / 1000,
      status: number(row, 3) || null,
      error: (text(row, 4) as LoadErrorKind) || null,
      at: number(row, 5),
    }),
    { params: params.values, signal: input.signal },
  );
}
