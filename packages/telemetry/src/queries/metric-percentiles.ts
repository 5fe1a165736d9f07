import type { TelemetryClient } from "../client.ts";
import {
  explicitPieces,
  type ExponentialCounts,
  exponentialQuantiles,
  exponentialPieces,
  mergeExponential,
  type Piece,
  quantiles,
} from "../metrics/distribution.ts";
import { addedBucketsSql, bucketCells } from "../metrics/metric-buckets.ts";
import {
  intoLines,
  type MetricLine,
  type MetricLines,
  type MetricLinesInput,
  scopeOf,
} from "../metrics/metric-question.ts";
import { KIND } from "../metrics/metric-scope.ts";
import { list, number, type Row } from "../row.ts";
import { SqlParams } from "../sql-params.ts";

/** Cells whose buckets are fetched to find the lines with the greatest mean; at least those of `limit` lines are. */
const MAX_CELLS = 100_000;
const MAX_LINES = 500;

/**
 * Percentiles of histograms of both kinds: the observations of each step are added up bucket by bucket, exactly, in the
 * store (exponential ones of different scales here), and the percentile is read from the sum. `ratio` is 0 to 1. When
 * there are very many lines, those with most observations are looked at.
 */
export async function metricPercentiles(
  client: TelemetryClient,
  input: MetricLinesInput & { ratio: number },
): Promise<MetricLines> {
  const params = new SqlParams(input.projectId);
  const added = input.classes.map((each) => {
    const scope = scopeOf(input, each, params);
    const cells = intoLines([bucketCells(each, scope)], input, params);
    return { sql: addedBucketsSql(each, scope, cells.sql), labelsOf: cells.labelsOf };
  });
  const candidates = Math.max(input.limit, Math.min(MAX_LINES, Math.floor(MAX_CELLS / input.steps.count)));
  const sql = `SELECT line, groupArray(cell), count() OVER () FROM (${added.map((each) => each.sql).join(" UNION ALL ")})
GROUP BY line ORDER BY sum(total) DESC, line LIMIT ${Math.floor(candidates)}`;
  const rows = await client.rows(
    sql,
    (row) => ({
      line: { labels: added[0]?.labelsOf(row[0]) ?? [], values: toValues(row, input.steps.count, input.ratio) },
      total: number(row, 2),
    }),
    { params: params.values, signal: input.signal },
  );
  const known = rows.flatMap(({ line }) => {
    const mean = meanOf(line.values);
    return mean === null ? [] : [{ line, mean }];
  });
  const lines = known.sort((a, b) => b.mean - a.mean).map(({ line }) => line);
  const empty = rows.length - lines.length;
  return { lines: lines.slice(0, input.limit), total: Math.max(0, (rows[0]?.total ?? 0) - empty), resets: 0 };
}

/** The buckets of one layout in a step: the tuple of the statement above. */
type Cell = readonly unknown[];

function toValues(row: Row, steps: number, ratio: number): MetricLine["values"] {
  const byStep = new Map<number, Cell[]>();
  for (const cell of list(row, 1)) {
    if (!Array.isArray(cell)) continue;
    const step = number(cell, 0);
    const known = byStep.get(step);
    if (known) known.push(cell);
    else byStep.set(step, [cell]);
  }
  const values: (number | null)[] = Array.from({ length: steps }, () => null);
  for (const [step, cells] of byStep) values[step] = quantileOf(cells, ratio);
  return values;
}

function quantileOf(cells: readonly Cell[], ratio: number): number | null {
  const exponential: ExponentialCounts[] = [];
  const pieces: Piece[] = [];
  for (const cell of cells) {
    const counts = toCounts(cell, 6);
    if (number(cell, 1) === KIND.histogram)
      pieces.push(...explicitPieces({ bounds: list(cell, 3).map(Number), counts }));
    else {
      exponential.push({
        scale: number(cell, 2),
        zeroThreshold: number(cell, 5),
        zeroCount: number(cell, 4),
        positive: counts,
        negative: toCounts(cell, 8),
      });
    }
  }
  const merged = exponential.length > 0 ? mergeExponential(exponential) : null;
  if (merged && pieces.length === 0) return exponentialQuantiles(merged, [ratio])[0] ?? null;
  return quantiles(merged ? [...pieces, ...exponentialPieces(merged)] : mergeAlike(pieces), [ratio])[0] ?? null;
}

/** Pieces of the same bucket, from several rows of one layout, as one: others than these must not seem to overlap. */
function mergeAlike(pieces: readonly Piece[]): Piece[] {
  const merged = new Map<string, Piece>();
  for (const piece of pieces) {
    const key = `${piece.low}/${piece.high}`;
    const known = merged.get(key);
    merged.set(key, known ? { ...known, count: known.count + piece.count } : piece);
  }
  return [...merged.values()];
}

/** Two lists, of indexes (or the first of them) and counts, as a map. */
function toCounts(cell: Cell, at: number): Map<number, number> {
  const indexes = list(cell, at).map(Number);
  const first = indexes[0] ?? 0;
  return new Map(list(cell, at + 1).map((count, place) => [indexes[place] ?? first + place, Number(count)]));
}

function meanOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}
