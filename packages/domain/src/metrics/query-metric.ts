import { AppError, type MetricAggregation, type MetricsQueryInput, type MetricsQueryResult } from "@plimsoll/core";
import * as telemetry from "@plimsoll/telemetry";
import type { Platform } from "../platform.ts";
import { type Family, familyOf, notesOf, unitOf } from "./metric-meaning.ts";

const MAX_EXEMPLARS = 200;

export interface MetricScope {
  projectId: string;
  signal?: AbortSignal | undefined;
}

const PERCENTILES: Partial<Record<MetricAggregation, number>> = {
  p50: 0.5,
  p75: 0.75,
  p90: 0.9,
  p95: 0.95,
  p99: 0.99,
  p999: 0.999,
};
/** What cannot be asked, and what to ask instead. */
const REFUSED: Record<Family, { aggregations: readonly MetricAggregation[]; instead: string }> = {
  gauge: {
    aggregations: ["rate", "increase", "p50", "p75", "p90", "p95", "p99", "p999"],
    instead: "a gauge has avg, min, max, sum, last and count",
  },
  sum: {
    aggregations: ["p50", "p75", "p90", "p95", "p99", "p999"],
    instead: "a sum has rate, increase, avg, min, max, sum, last and count",
  },
  histogram: {
    aggregations: ["last"],
    instead: "a histogram has percentiles, rate, increase, count, sum, avg, min and max",
  },
  summary: {
    aggregations: ["last", "min", "max"],
    instead: "a summary has its percentiles, rate, increase, count, sum and avg",
  },
};

/**
 * One metric over time: a line for each set of values of `groupBy`. Counters and histograms are read by what they grew,
 * whichever way they are sent. A metric that sent nothing has no lines. Throws BAD_REQUEST for an aggregation that this
 * kind of metric does not have, and for an expression that is not RE2.
 */
export async function queryMetric(
  platform: Platform,
  scope: MetricScope,
  input: MetricsQueryInput,
  { withExemplars = true }: { withExemplars?: boolean } = {},
): Promise<MetricsQueryResult> {
  const client = platform.telemetry;
  const question = { ...scope, ...input };
  const steps = telemetry.chooseSteps(input, input.stepMs);
  const classes = await telemetry.metricClasses(client, question);
  const [latest] = classes;
  const times = Array.from({ length: steps.count }, (_, step) =>
    new Date(steps.fromMs + step * steps.stepMs).toISOString(),
  );
  if (!latest) return { unit: "", stepMs: steps.stepMs, times, series: [], moreSeries: 0, exemplars: [], notes: [] };
  const family = familyOf(latest);
  refuseUnfit(input, family);
  const read = classes.filter((each) => familyOf(each) === family);
  const lines = { ...question, classes: read, steps, nowMs: Date.now() };
  const [{ lines: found, total, resets }, exemplars] = await Promise.all([
    readLines(client, lines, family),
    withExemplars ? telemetry.metricExemplars(client, { ...lines, limit: MAX_EXEMPLARS }) : [],
  ]);
  return {
    unit: unitOf(latest.unit, family, input.aggregation),
    stepMs: steps.stepMs,
    times,
    series: found.map((line) => ({
      labels: Object.fromEntries(input.groupBy.map((label, index) => [label, line.labels[index] ?? ""])),
      values: line.values,
    })),
    moreSeries: total - found.length,
    exemplars,
    notes: notesOf({ classes, family, aggregation: input.aggregation, resets, lines: found.length, steps }),
  };
}

function refuseUnfit(input: MetricsQueryInput, family: Family): void {
  const { aggregations, instead } = REFUSED[family];
  if (!aggregations.includes(input.aggregation)) return;
  throw new AppError(
    "BAD_REQUEST",
    `"${input.aggregation}" cannot be asked of ${input.metric}, a ${family}: ${instead}.`,
  );
}

function readLines(
  client: Platform["telemetry"],
  lines: telemetry.MetricLinesInput & { aggregation: MetricAggregation },
  family: Family,
): Promise<telemetry.MetricLines> {
  const { aggregation } = lines;
  const ratio = PERCENTILES[aggregation];
  if (ratio !== undefined)
    return (family === "summary" ? telemetry.summaryQuantiles : telemetry.metricPercentiles)(client, {
      ...lines,
      ratio,
    });
  return telemetry.metricLines(client, { ...lines, aggregation: aggregation as telemetry.LineAggregation });
}
