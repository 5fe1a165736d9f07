import type { LoadPoint, LoadRunView } from "@plimsoll/core";

type Sampled = Pick<LoadRunView, "series" | "stepSeconds">;
type NumberKey = { [Key in keyof LoadPoint]-?: LoadPoint[Key] extends number | null ? Key : never }[keyof LoadPoint];

/** One figure in equal steps from second 0; null where no message came, so that a gap is a gap. */
export function columnOf({ series, stepSeconds }: Sampled, key: NumberKey): (number | null)[] {
  return inSteps({ series, stepSeconds }, (point) => point[key]);
}

function inSteps<Value>({ series, stepSeconds }: Sampled, of: (point: LoadPoint) => Value): (Value | null)[] {
  const last = series.at(-1);
  if (!last) return [];
  const values: (Value | null)[] = Array.from({ length: Math.floor(last.second / stepSeconds) + 1 }, () => null);
  for (const point of series) {
    const index = Math.floor(point.second / stepSeconds);
    if (index >= 0) values[index] = of(point);
  }
  return values;
}

export interface OutcomeSeries {
  label: string;
  color: string;
  values: (number | null)[];
}

const CLASSES: readonly { label: string; color: string; holds: (outcome: string) => boolean }[] = [
  { label: "1xx and 2xx", color: "var(--ok)", holds: (outcome) => /^[12]/.test(outcome) },
  { label: "3xx", color: "var(--info)", holds: (outcome) => /^3/.test(outcome) },
  { label: "4xx", color: "var(--warn)", holds: (outcome) => /^4/.test(outcome) },
  { label: "5xx", color: "var(--error)", holds: (outcome) => /^[5-9]/.test(outcome) },
  { label: "no answer", color: "var(--muted)", holds: (outcome) => !/^\d/.test(outcome) },
];

/** How requests ended, a second, one series a kind that occurred: classes of status codes, and no answer at all. */
export function outcomeSeries(view: Sampled): OutcomeSeries[] {
  if (!view.series.some((point) => point.outcomes !== undefined)) return answeredOrFailed(view);
  return CLASSES.flatMap(({ label, color, holds }) => {
    const values = inSteps(view, ({ outcomes = {} }) =>
      Object.entries(outcomes).reduce((sum, [outcome, count]) => (holds(outcome) ? sum + count : sum), 0),
    );
    return values.some((value) => value !== null && value > 0) ? [{ label, color, values }] : [];
  });
}

/** Where status codes were not kept over time. */
function answeredOrFailed(view: Sampled): OutcomeSeries[] {
  return [
    {
      label: "well",
      color: "var(--ok)",
      values: inSteps(view, ({ answered, failed }) => Math.max(0, answered - failed)),
    },
    { label: "failed", color: "var(--error)", values: columnOf(view, "failed") },
  ];
}

/**
 * The heatmap's counts as triples of column, row and count over the lower bounds of rows, as charts take them. The rows
 * that hold nothing above and below are left out: layouts reach from microseconds to hours.
 */
export function heatCells(
  { boundsMs, columns }: LoadRunView["heatmap"],
  stepSeconds: number,
): {
  lowerBoundsMs: number[];
  cells: number[];
} {
  let [least, most] = [Number.POSITIVE_INFINITY, -1];
  for (const { counts } of columns)
    counts.forEach((count, row) => {
      if (count > 0) [least, most] = [Math.min(least, row), Math.max(most, row)];
    });
  if (most < 0) return { lowerBoundsMs: [], cells: [] };
  const from = Math.max(0, least - 1);
  const to = Math.min(boundsMs.length - 1, most + 1);
  const lowerBoundsMs = Array.from({ length: to - from + 1 }, (_, row) => lowerBound(boundsMs, from + row));
  const cells = columns.flatMap(({ second, counts }) =>
    counts.flatMap((count, row) => (count > 0 ? [Math.floor(second / stepSeconds), row - from, count] : [])),
  );
  return { lowerBoundsMs, cells };
}

/** Bounds are upper ones; below the first lies as much, on a logarithmic axis, as between it and the second. */
function lowerBound(boundsMs: readonly number[], row: number): number {
  const below = boundsMs[row - 1];
  if (below !== undefined) return below;
  const [first = 0, second = 0] = boundsMs;
  return second > 0 ? (first * first) / second : 0;
}
