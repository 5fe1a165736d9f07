import type { CellScope } from "./metric-cells.ts";
import { labelledSeriesSql, type MetricScopeInput, type SeriesClass } from "./metric-scope.ts";
import type { MetricSteps } from "./metric-steps.ts";
import type { SqlParams } from "../sql-params.ts";

export interface MetricLinesInput extends MetricScopeInput {
  groupBy: readonly string[];
  classes: readonly SeriesClass[];
  steps: MetricSteps;
  /** The clock's time: what lies after it is no part of a rate. */
  nowMs: number;
  limit: number;
}

/** A line of a chart. */
export interface MetricLine {
  /** Values of `groupBy`, in its order. */
  labels: string[];
  /** One a step; null where there is none. */
  values: (number | null)[];
}
export interface MetricLines {
  /** Greatest mean first, at most `limit`. */
  lines: MetricLine[];
  /** Of all, also those beyond `limit`. */
  total: number;
}

/** Scope of the rows of one class; on points the class is said on the row as well, since one table holds them all. */
export function scopeOf(input: MetricLinesInput, each: SeriesClass, params: SqlParams): CellScope {
  const metric = `project_id = ${params.project} AND metric = ${params.text(input.metric)}`;
  const series = ` AND series_id IN (SELECT series_id FROM (${labelledSeriesSql({ ...input, groupBy: [] }, [each], params)}))`;
  const onPoints =
    input.steps.from === "points"
      ? ` AND kind = ${each.kind} AND temporality = ${each.temporality} AND monotonic = ${each.monotonic ? 1 : 0}`
      : "";
  return { steps: input.steps, rows: `${metric}${series}${onPoints}`, nowMs: input.nowMs };
}

/** Cells of all classes with the labels of their series in place of `series_id`. */
export function labelledSql(cells: readonly string[], input: MetricLinesInput, params: SqlParams): string {
  const all = cells.join("\n  UNION ALL ");
  if (input.groupBy.length === 0)
    return `SELECT emptyArrayString() AS labels, * EXCEPT (series_id) FROM (${all}) AS cells`;
  const series = labelledSeriesSql(input, input.classes, params);
  return `SELECT labels, cells.* EXCEPT (series_id) FROM (${all}) AS cells INNER JOIN (${series}) AS series USING (series_id)`;
}
