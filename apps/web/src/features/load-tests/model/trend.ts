import type { LoadTestItem } from "@plimsoll/core";
import { formatDayClock } from "../../../lib/format.ts";

/** The runs of a test side by side, ready to be drawn: one place a run. */
export interface Trend {
  runIds: string[];
  /** The build where it is known, else when it ran. */
  labels: string[];
  at: string[];
  p95Ms: (number | null)[];
  loadLine: (number | null)[];
  hasP95: boolean;
  hasLine: boolean;
}

/** Puts the runs of a trend into columns. */
export function trendOf(items: LoadTestItem["trend"]): Trend {
  const p95Ms = items.map((item) => item.p95Ms);
  const loadLine = items.map((item) => item.loadLine);
  return {
    runIds: items.map((item) => item.runId),
    labels: items.map((item) => item.build ?? formatDayClock(item.at)),
    at: items.map((item) => item.at),
    p95Ms,
    loadLine,
    hasP95: p95Ms.some((value) => value !== null),
    hasLine: loadLine.some((value) => value !== null),
  };
}

/** Change of the last known value against the one before, 0.1 is 10 % more; null when there are not two. */
export function lastChange(values: readonly (number | null)[]): number | null {
  const known = values.filter((value): value is number => value !== null);
  const [last, before] = [known.at(-1), known.at(-2)];
  return last === undefined || before === undefined || before === 0 ? null : last / before - 1;
}

/** The load line that was found last; null when none was. */
export function latestLine(items: LoadTestItem["trend"]): number | null {
  return items.findLast((item) => item.loadLine !== null)?.loadLine ?? null;
}
