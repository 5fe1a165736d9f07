import type { MetricExemplar } from "@plimsoll/core";
import type { TelemetryClient } from "../client.ts";
import { intoLines, seriesIdsSql } from "../metrics/metric-question.ts";
import type { MetricScopeInput, SeriesClass } from "../metrics/metric-scope.ts";
import { number, text } from "../row.ts";
import { DATABASE } from "../spans-columns.ts";
import { SqlParams } from "../sql-params.ts";
import { fromNanos, sqlTime, toNanos } from "../time.ts";

export interface MetricExemplarsInput extends MetricScopeInput {
  groupBy: readonly string[];
  classes: readonly SeriesClass[];
  limit: number;
}

/**
 * Single measurements with their traces, newest first; `labels` are the values of `groupBy` and the measurement's own
 * attributes. Read in key order: project, metric, time.
 */
export async function metricExemplars(client: TelemetryClient, input: MetricExemplarsInput): Promise<MetricExemplar[]> {
  const params = new SqlParams(input.projectId);
  const found = `SELECT ts, value, trace_id, span_id, attributes, series_id FROM ${DATABASE}.metric_exemplars
  WHERE project_id = ${params.project} AND metric = ${params.text(input.metric)}
    AND ts >= ${sqlTime(toNanos(input.from))} AND ts < ${sqlTime(toNanos(input.to))} AND trace_id != toFixedString('', 16)
    AND (${input.classes.map((each) => `series_id IN (${seriesIdsSql(input, each, params)})`).join(" OR ")})
  ORDER BY ts DESC LIMIT ${Math.floor(input.limit)}`;
  const lines = intoLines([found], input, params);
  const sql = `SELECT toString(toUnixTimestamp64Nano(ts)), value, lower(hex(trace_id)), lower(hex(span_id)), line, attributes
FROM (${lines.sql}) ORDER BY ts DESC`;
  return client.rows(
    sql,
    (row) => {
      const values = lines.labelsOf(row[4]);
      return {
        at: fromNanos(BigInt(text(row, 0))),
        value: number(row, 1),
        traceId: text(row, 2),
        spanId: text(row, 3),
        labels: {
          ...ownLabels(text(row, 5)),
          ...Object.fromEntries(input.groupBy.map((label, index) => [label, values[index] ?? ""])),
        },
      };
    },
    { params: params.values, signal: input.signal },
  );
}

/** Attributes as stored: a JSON object of strings, or nothing. */
function ownLabels(json: string): Record<string, string> {
  if (json === "") return {};
  const parsed: unknown = JSON.parse(json);
  if (typeof parsed !== "object" || parsed === null) return {};
  return Object.fromEntries(Object.entries(parsed).map(([key, value]) => [key, String(value)]));
}
