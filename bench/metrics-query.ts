// How fast a chart of a day and 100 series is answered over the roll-ups of many stored points.
//   npm run bench -- metrics-query [--points N] [--json FILE]
// The roll-ups are written as those of counters reported every ten seconds; the points themselves are not.
import { parseArgs } from "node:util";
import { createClient } from "@clickhouse/client";
import { type MetricAggregation, metricsQueryInputSchema } from "@plimsoll/core";
import { type Platform, queryMetric } from "@plimsoll/domain";
import { startTestStores } from "@plimsoll/embedded";
import { createTelemetryClient, migrateTelemetry } from "@plimsoll/telemetry";
import { atMost, figure, type Figure, publishReport } from "./report.ts";

const RUNS = 30;
const SERIES = 100;
const MINUTES = 24 * 60;
const POINTS_A_MINUTE = 6;
/** Metrics written by one statement: some parts a table, as merges would leave them. */
const METRICS_AT_ONCE = 25;

const { values: options } = parseArgs({
  options: { points: { type: "string", default: "500000000" }, json: { type: "string" } },
});
const metrics = Math.max(1, Math.ceil(Number(options.points) / (SERIES * MINUTES * POINTS_A_MINUTE)));
const endSeconds = Math.floor(Date.now() / 3_600_000) * 3600;
const beginSeconds = endSeconds - MINUTES * 60;

/** A day of roll-ups by the minute of metrics `first` and on, every series growing at its own rate. */
function rollupsSql(first: number, count: number): string {
  const rows = count * SERIES * MINUTES;
  return `INSERT INTO plimsoll.metric_minutes
SELECT 'default' AS project_id, concat('metric.', toString(m)) AS metric, cityHash64(m, s) AS series_id,
  toDateTime64(${beginSeconds}, 9, 'UTC') AS start_ts, toDateTime(${beginSeconds} + 60 * k, 'UTC') AS time, toDate(time) AS arrival_day,
  (k * 6 + 1) * (s + 1.5) AS value_min, (k * 6 + 6) * (s + 1.5) AS value_max, (value_min + value_max) * 3 AS value_sum,
  toUInt64(${POINTS_A_MINUTE}) AS points, value_max AS last,
  toDateTime64(time, 9, 'UTC') + 5 AS first_ts, toDateTime64(time, 9, 'UTC') + 55 AS last_ts, 1 AS has_start
FROM (SELECT ${first} + intDiv(number, ${SERIES * MINUTES}) AS m, intDiv(number, ${MINUTES}) % ${SERIES} AS s, number % ${MINUTES} AS k FROM numbers(${rows}))`;
}

const SERIES_SQL = `INSERT INTO plimsoll.metric_series
SELECT 'default', concat('metric.', toString(intDiv(number, ${SERIES}))), cityHash64(intDiv(number, ${SERIES}), number % ${SERIES}),
  toDate(toDateTime(${endSeconds}, 'UTC')), 2, 2, 1, 'shop', '{request}', '', 'bench',
  map('id', toString(number % ${SERIES}), 'http.request.method', 'GET'), map('host.name', toString(number % 10)),
  toDateTime64(${beginSeconds}, 9, 'UTC'), toDateTime64(${endSeconds}, 9, 'UTC')
FROM numbers(${SERIES} * ${metrics})`;

async function fill(url: string): Promise<void> {
  const client = createClient({ url, request_timeout: 600_000, log: { level: 127 } });
  for (let first = 0; first < metrics; first += METRICS_AT_ONCE)
    await client.command({ query: rollupsSql(first, Math.min(METRICS_AT_ONCE, metrics - first)) });
  await client.command({ query: SERIES_SQL });
  await client.close();
}

/** Milliseconds of one chart as the console asks for it, another metric each time; ascending. */
async function timeChart(platform: Platform, aggregation: MetricAggregation): Promise<number[]> {
  const times: number[] = [];
  for (let run = -3; run < RUNS; run++) {
    const input = metricsQueryInputSchema.parse({
      from: new Date(beginSeconds * 1000).toISOString(),
      to: new Date(endSeconds * 1000).toISOString(),
      metric: `metric.${((run + 3) * 17) % metrics}`,
      aggregation,
      groupBy: ["id"],
      limit: SERIES,
    });
    const start = performance.now();
    const { series } = await queryMetric(platform, { projectId: "default" }, input);
    if (run >= 0) times.push(performance.now() - start);
    if (series.length !== SERIES) throw new Error(`The chart has ${series.length} series.`);
  }
  return times.sort((a, b) => a - b);
}

const stores = await startTestStores({ clickhouse: true });
try {
  await migrateTelemetry({ url: stores.clickhouseUrl, retentionDays: 14, rollupRetentionDays: 90 });
  await fill(stores.clickhouseUrl);
  const client = createTelemetryClient({
    url: stores.clickhouseUrl,
    queryTimeoutMs: 60_000,
    maxMemoryBytes: 1_000_000_000,
  });
  const figures: Figure[] = [
    figure("points' worth of roll-ups", metrics * SERIES * MINUTES * POINTS_A_MINUTE, "points"),
    figure("rows of roll-ups", metrics * SERIES * MINUTES, "rows"),
  ];
  const platform = { telemetry: client } as unknown as Platform;
  for (const aggregation of ["avg", "increase", "rate"] as const) {
    const times = await timeChart(platform, aggregation);
    figures.push(
      figure(`24 h × 100 series, ${aggregation}, p50`, times[RUNS / 2] ?? Number.NaN, "ms", { aim: atMost(100) }),
    );
    figures.push(figure(`24 h × 100 series, ${aggregation}, p95`, times[Math.floor(RUNS * 0.95)] ?? Number.NaN, "ms"));
  }
  await client.close();
  await publishReport({ name: "metrics-query", figures }, options.json);
} finally {
  await stores.stop();
}
