import type { TelemetryClient } from "../client.ts";
import {
  explicitPieces,
  type ExponentialCounts,
  exponentialPieces,
  mergeExponential,
  type Piece,
  quantiles,
} from "../metrics/distribution.ts";
import { bucketCells } from "../metrics/metric-buckets.ts";
import {
  labelledSql,
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
  const cells = input.classes.map((each) => bucketCells(each, scopeOf(input, each, params)));
  const candidates = Math.max(input.limit, Math.min(MAX_LINES, Math.floor(MAX_CELLS / input.steps.count)));
  const sql = `SELECT labels, groupArray((step, kind, scale, bounds, zero, threshold, counts.1, counts.2, negative.1, negative.2)), count() OVER ()
FROM (
  SELECT labels, step, kind, scale, bounds, sum(zero_count) AS zero, max(zero_threshold) AS threshold,
    sumMap(indexes, observed) AS counts, sumMap(negative_indexes, negative_observed) AS negative
  FROM (${labelledSql(cells, input, params)}) GROUP BY labels, step, kind, scale, bounds
)
GROUP BY labels ORDER BY sum(arraySum(counts.2) + arraySum(negative.2) + zero) DESC, labels LIMIT ${Math.floor(candidates)}`;
  const rows = await client.rows(
    sql,
    (row) => ({ line: toLine(row, input.steps.count, input.ratio), total: number(row, 2) }),
    { params: params.values, signal: input.signal },
  );
  const known = rows.flatMap(({ line }) => {
    const mean = meanOf(line.values);
    return mean === null ? [] : [{ line, mean }];
  });
  const lines = known.sort((a, b) => b.mean - a.mean).map(({ line }) => line);
  const empty = rows.length - lines.length;
  return { lines: lines.slice(0, input.limit), total: Math.max(0, (rows[0]?.total ?? 0) - empty) };
}

/** The buckets of one layout in a step: the tuple of the statement above. */
type Cell = readonly unknown[];

function toLine(row: Row, steps: number, ratio: number): MetricLine {
  const byStep = new Map<number, Cell[]>();
  for (const cell of list(row, 1)) {
    if (!Array.isArray(cell)) continue;
    const step = number(cell, 0);
    const known = byStep.get(step);
    if (known) known.push(cell);
    else byStep.set(step, [cell]);
  }
  const values: (number | null)[] = Array.from({ length: steps }, () => null);
  for (const [step, cells] of byStep) values[step] = quantiles(piecesOf(cells), [ratio])[0] ?? null;
  return { labels: list(row, 0).map(String), values };
}

function piecesOf(cells: readonly Cell[]): Piece[] {
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
  if (exponential.length > 0) pieces.push(...exponentialPieces(mergeExponential(exponential)));
  return pieces;
}

/** Two lists, of indexes and counts, as a map. */
function toCounts(cell: Cell, at: number): Map<number, number> {
  const observed = list(cell, at + 1);
  return new Map(list(cell, at).map((index, place) => [Number(index), Number(observed[place])]));
}

function meanOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}
