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
  /** How often streams began again from zero; counted where growth is added up. */
  resets: number;
}

/** What goes into `series_id IN (…)` for the series of a class: their ids, or a look-up of them. */
export function seriesIdsSql(input: MetricScopeInput, each: SeriesClass, params: SqlParams): string {
  return each.known
    ? each.known.map((series) => idSql(series.id)).join(", ")
    : `SELECT series_id FROM (${labelledSeriesSql({ ...input, groupBy: [] }, [each], params)})`;
}

/** Scope of the rows of one class; on points the class is said on the row as well, since one table holds them all. */
export function scopeOf(input: MetricLinesInput, each: SeriesClass, params: SqlParams): CellScope {
  const metric = `project_id = ${params.project} AND metric = ${params.text(input.metric)}`;
  const found = seriesIdsSql(input, each, params);
  const onPoints =
    input.steps.from === "points"
      ? ` AND kind = ${each.kind} AND temporality = ${each.temporality} AND monotonic = ${each.monotonic ? 1 : 0}`
      : "";
  return { steps: input.steps, rows: `${metric} AND series_id IN (${found})${onPoints}`, nowMs: input.nowMs };
}

/** A decimal id as a literal; only digits can get into the SQL. */
function idSql(id: string): string {
  if (!/^\d{1,20}$/.test(id)) throw new TypeError("An id of a series must be decimal.");
  return id;
}

/** Cells with their line in place of `series_id`, and what its column `line` says. */
export interface LineCells {
  sql: string;
  /** The two parts of `sql`: the expression of the line, and what it is taken from. */
  line: string;
  from: string;
  labelsOf: (line: unknown) => string[];
}

/** Puts series into lines: by a list where all are known, else by a join with their labels. */
export function intoLines(
  cells: readonly string[],
  input: Pick<MetricLinesInput, keyof MetricScopeInput | "groupBy" | "classes">,
  params: SqlParams,
): LineCells {
  const all = cells.join("\n  UNION ALL ");
  if (input.groupBy.length === 0) return toLineCells("toUInt32(1)", `(${all})`, () => []);
  const known = input.classes.flatMap((each) => each.known ?? []);
  if (input.classes.some((each) => !each.known)) {
    const series = labelledSeriesSql(input, input.classes, params);
    const from = `(${all}) AS cells INNER JOIN (${series}) AS series USING (series_id)`;
    return toLineCells("labels", from, (line) => (Array.isArray(line) ? line.map(String) : []));
  }
  const lines = new Map<string, { at: number; labels: readonly string[] }>();
  const places = known.map(({ labels }) => {
    const key = JSON.stringify(labels);
    const line = lines.get(key) ?? { at: lines.size, labels };
    lines.set(key, line);
    return line.at;
  });
  const labels = [...lines.values()].map((line) => line.labels);
  const ids = known.map((series) => idSql(series.id));
  const place = `transform(series_id, CAST([${ids.join(", ")}], 'Array(UInt64)'), CAST([${places.join(", ")}], 'Array(UInt32)'), toUInt32(${labels.length}))`;
  return toLineCells(place, `(${all})`, (line) => [...(labels[Number(line)] ?? [])]);
}

function toLineCells(line: string, from: string, labelsOf: LineCells["labelsOf"]): LineCells {
  return { sql: `SELECT ${line} AS line, * EXCEPT (series_id) FROM ${from}`, line, from, labelsOf };
}
