import type { LoadPoint, LoadRunView } from "@plimsoll/core";

type Sampled = Pick<LoadRunView, "series" | "stepSeconds">;
type NumberKey = { [Key in keyof LoadPoint]-?: LoadPoint[Key] extends number | null ? Key : never }[keyof LoadPoint];

/** One figure in equal steps from second 0; null where no message came, so that a gap is a gap. */
export function columnOf({ series, stepSeconds }: Sampled, key: NumberKey): (number | null)[] {
  return inSteps({ series, stepSeconds }, (point) => point[key]);
}

/** What is sent ends with the plan; answers may come later. Beyond it there is no rate of sending, rather than none sent. */
export function sendingColumnOf(
  view: Sampled & Pick<LoadRunView, "totalMs">,
  key: "planned" | "sent",
): (number | null)[] {
  const { totalMs, stepSeconds } = view;
  return columnOf(view, key).map((rate, index) =>
    totalMs !== null && index * stepSeconds * 1000 >= totalMs ? null : rate,
  );
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
  { label: "2xx", color: "var(--ok)", holds: (outcome) => /^[12]/.test(outcome) },
  { label: "3xx", color: "var(--info)", holds: (outcome) => outcome.startsWith("3") },
  { label: "4xx", color: "var(--warn)", holds: (outcome) => outcome.startsWith("4") },
  { label: "5xx", color: "var(--error)", holds: (outcome) => /^[5-9]/.test(outcome) },
  { label: "no answer", color: "var(--muted)", holds: (outcome) => !/^\d/.test(outcome) },
];

/** How requests ended, a second, one series a kind that occurred: classes of status codes, and no answer at all. */
export function outcomeSeries(view: Sampled): OutcomeSeries[] {
  return CLASSES.flatMap(({ label, color, holds }) => {
    const values = inSteps(view, ({ outcomes }) =>
      Object.entries(outcomes).reduce((sum, [outcome, count]) => (holds(outcome) ? sum + count : sum), 0),
    );
    return values.some((value) => value !== null && value > 0) ? [{ label, color, values }] : [];
  });
}

/**
 * The heatmap's counts as triples of column, row and count over the lower bounds of rows, as charts take them.
 */
export function heatCells({ boundsMs, columns, stepSeconds }: LoadRunView["heatmap"]): {
  lowerBoundsMs: number[];
  cells: number[];
} {
  if (columns.length === 0) return { lowerBoundsMs: [], cells: [] };
  const lowerBoundsMs = boundsMs.map((_, row) => lowerBound(boundsMs, row));
  const cells = columns.flatMap(({ second, counts }) =>
    counts.flatMap((count, row) => (count > 0 ? [Math.floor(second / stepSeconds), row, count] : [])),
  );
  return { lowerBoundsMs, cells };
}

/** A figure in the steps of the heatmap, which may be longer: of each the greatest value. */
export function columnOfHeat(view: Sampled & Pick<LoadRunView, "heatmap">, key: NumberKey): (number | null)[] {
  const each = Math.max(1, Math.round(view.heatmap.stepSeconds / view.stepSeconds));
  const values = columnOf(view, key);
  return Array.from({ length: Math.ceil(values.length / each) }, (_, index) => {
    const known = values.slice(index * each, (index + 1) * each).filter((value) => value !== null);
    return known.length > 0 ? Math.max(...known) : null;
  });
}

/** Bounds are upper ones; below the first lies as much, on a logarithmic axis, as between it and the second. */
function lowerBound(boundsMs: readonly number[], row: number): number {
  const below = boundsMs[row - 1];
  if (below !== undefined) return below;
  const [first = 0, second = 0] = boundsMs;
  return second > 0 ? (first * first) / second : 0;
}
