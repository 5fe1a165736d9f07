import { fromZeroSql } from "./metric-growth.ts";
import type { CellScope } from "./metric-cells.ts";
import { type SeriesClass, TEMPORALITY } from "./metric-scope.ts";
import { lookBackMs, sourceRangeSql, stepSql, tableOf, timeColumn } from "./metric-source.ts";

/**
 * The buckets of what was observed in each step, a row a series. Counts are signed: a cumulative histogram gives its last
 * state in a step, and the negative of the state before; the sum of both is what was observed between.
 */
export function bucketCells(each: SeriesClass, scope: CellScope): string {
  if (each.temporality !== TEMPORALITY.delta) return cumulativeCells(scope);
  return scope.steps.from === "points" ? deltaPointCells(scope) : deltaCells(scope);
}

/**
 * The cells of a class added up by line, step and layout: a tuple `(step, kind, scale, bounds, zero_count,
 * zero_threshold, indexes, observed, negative_indexes, negative_observed)` and their `total`. Indexes are those of the
 * buckets, or the first alone where the buckets follow each other: such arrays add up several times faster than maps.
 */
export function addedBucketsSql(each: SeriesClass, scope: CellScope, cells: string): string {
  const layout = "line, step, kind, scale, bounds";
  const isSparse = each.temporality === TEMPORALITY.delta && scope.steps.from !== "points";
  const sums = isSparse
    ? `sumMap(indexes, observed) AS counts, sumMap(negative_indexes, negative_observed) AS negative`
    : `([any(counts_offset)], sumForEach(observed)) AS counts, ([any(negative_offset)], sumForEach(negative_observed)) AS negative`;
  const keys = isSparse ? layout : `${layout}, counts_offset, negative_offset`;
  return `SELECT line, (step, kind, scale, bounds, zero, threshold, counts.1, ${asFloats("counts.2")}, negative.1, ${asFloats("negative.2")}) AS cell,
    zero + arraySum(counts.2) + arraySum(negative.2) AS total
  FROM (SELECT ${layout}, sum(zero_count) AS zero, max(zero_threshold) AS threshold, ${sums} FROM (${cells}) GROUP BY ${keys})`;
}

/** Numbers in JSON, where 64-bit integers would be text. */
const asFloats = (counts: string) => `CAST(${counts}, 'Array(Float64)')`;
const HISTOGRAM =
  "kind, scale, bounds, zero_count, zero_threshold, counts, counts_offset, negative_counts, negative_offset";
const signed = (counts: string, sign: string) => `arrayMap(count -> toInt64(count) * ${sign}, ${counts})`;
/** Columns of a cell from those of a point. */
const pointColumns = (
  sign: string,
) => `kind, scale, bounds, toInt64(zero_count) * ${sign} AS zero_count, zero_threshold,
    counts_offset, ${signed("counts", sign)} AS observed, negative_offset, ${signed("negative_counts", sign)} AS negative_observed`;

/**
 * The last point of each stream and step counts in its step, and its negative in the next: that of the stream, or of the
 * stream that goes on from it. The first of a stream counts by the rule of `growthSql`.
 */
function cumulativeCells({ steps, rows }: CellScope): string {
  const point = HISTOGRAM.split(", ").map((column, index) => `last.${index + 1} AS ${column}`);
  const lead = (column: string) => `leadInFrame(${column}) OVER w AS next_${column}`;
  return `SELECT series_id, edge.1 AS step, ${pointColumns("edge.2")}
  FROM (
    SELECT series_id, ${point.join(", ")},
      arrayJoin(arrayFilter(e -> e.1 >= 0,
        [(if(counts_here, in_step, toInt32(-1)), toInt64(1)), (if(goes_on, next, toInt32(-1)), toInt64(-1))])) AS edge
    FROM (
      SELECT series_id, last, in_step, next,
        (prior > -2 AND (start_before = start_ts OR known = 0)) OR ${fromZeroSql(steps)} AS counts_here,
        next > -2 AND (next_start_ts = start_ts OR (next_known = 0 AND next_first_count >= last_count)) AS goes_on
      FROM (
        SELECT *, lagInFrame(in_step, 1, toInt32(-2)) OVER w AS prior, lagInFrame(start_ts) OVER w AS start_before,
          leadInFrame(in_step, 1, toInt32(-2)) OVER w AS next, ${["start_ts", "known", "first_count"].map(lead).join(", ")}
        FROM (
          SELECT series_id, start_ts, toInt32(${stepSql(steps)}) AS in_step, argMin(has_start, ${timeColumn(steps)}) AS known,
            argMin(count, ts) AS first_count, argMax(count, ts) AS last_count, argMax((${HISTOGRAM}), ts) AS last
          FROM ${tableOf("histograms", steps)} WHERE ${rows} AND ${sourceRangeSql(steps, lookBackMs(steps))}
          GROUP BY series_id, start_ts, in_step
        )
        WINDOW w AS (PARTITION BY series_id ORDER BY start_ts, in_step ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING)
      )
    )
  )`;
}

function deltaPointCells({ steps, rows }: CellScope): string {
  return `SELECT series_id, ${stepSql(steps)} AS step, ${pointColumns("1")}
  FROM ${tableOf("deltas", steps)} WHERE ${rows} AND ${sourceRangeSql(steps, steps.fromMs)}`;
}

/** Deltas are added up already, by layout, in the roll-ups. */
function deltaCells({ steps, rows }: CellScope): string {
  const values = (counts: string) => `arrayMap(count -> toInt64(count), mapValues(${counts}))`;
  return `SELECT series_id, ${stepSql(steps)} AS step, kind, scale, bounds, toInt64(zero_count) AS zero_count, zero_threshold,
    mapKeys(counts) AS indexes, ${values("counts")} AS observed,
    mapKeys(negative_counts) AS negative_indexes, ${values("negative_counts")} AS negative_observed
  FROM ${tableOf("deltas", steps)} WHERE ${rows} AND ${sourceRangeSql(steps, steps.fromMs)}`;
}
