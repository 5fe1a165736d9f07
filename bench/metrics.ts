import { randomUUID } from "node:crypto";
import { parseArgs } from "node:util";
import { startTestStores } from "@plimsoll/embedded";
import { MetricBatch, MetricMemory } from "@plimsoll/otlp";
import { createMetricWriter, createTelemetryClient, type TelemetryClient } from "@plimsoll/telemetry";
import { cpuSeconds } from "./ingest-load/cpu-time.ts";
import { startIngestProcess } from "./ingest-load/ingest-process.ts";
import { sendLoad } from "./ingest-load/send-load.ts";
import { createMetricBody, freshenMetrics, POINTS_A_REQUEST } from "./metrics-load/metric-bodies.ts";
import { atLeast, atMost, figure, publishReport } from "./report.ts";

/*
 * How many data points a second ingest stores, acknowledged after their commit, under the conditions of the benchmark
 * `ingest`: generator, ingest and the embedded store on the same machine; and how many the store alone takes from
 * prepared Native blocks of the same points.
 */
const REFERENCE_ROWS = 40_000;
const REFERENCE_BLOCKS = 12;

const { values: options } = parseArgs({
  options: {
    seconds: { type: "string", default: "60" },
    connections: { type: "string", default: "96" },
    "reference-seconds": { type: "string", default: "20" },
    json: { type: "string" },
  },
});

/** Rows a second that the store takes from prepared blocks, `inFlight` inserts at a time. */
async function measureStoreAlone(url: string, inFlight: number): Promise<number> {
  const memory = new MetricMemory();
  const bodies = Array.from({ length: 96 }, (_, connection) => createMetricBody(connection));
  const blocks = Array.from({ length: REFERENCE_BLOCKS + 3 }, (_, block) => {
    const batch = new MetricBatch(memory);
    for (let sender = 0; batch.rowCount < REFERENCE_ROWS; sender++) {
      const body = bodies[(block * 40 + sender) % bodies.length];
      if (!body) break;
      freshenMetrics(body);
      batch.append(body.bytes, "default", Date.now());
    }
    batch.confirm();
    return { chunks: batch.toNative(), rows: batch.rowCount };
    // The first blocks describe their series, as they do once an hour.
  }).slice(3);
  const writer = createMetricWriter({ url });
  const start = performance.now();
  let rows = 0;
  let next = 0;
  const insertUntilEnd = async (): Promise<void> => {
    while (performance.now() - start < Number(options["reference-seconds"]) * 1000) {
      const block = blocks[next++ % blocks.length];
      if (!block) return;
      await writer.insert(block.chunks, { rows: block.rows, token: randomUUID() });
      rows += block.rows;
    }
  };
  await Promise.all(Array.from({ length: inFlight }, insertUntilEnd));
  const rate = rows / ((performance.now() - start) / 1000);
  await writer.close();
  return rate;
}

async function countRows(client: TelemetryClient): Promise<number> {
  return (await client.rows("SELECT count() FROM plimsoll.metric_points", (row) => Number(row[0])))[0] ?? 0;
}

async function bytesAPoint(client: TelemetryClient): Promise<number> {
  const sql = `SELECT sumIf(bytes_on_disk, table LIKE 'metric_%') / sumIf(rows, table = 'metric_points')
FROM system.parts WHERE active AND database = 'plimsoll'`;
  return (await client.rows(sql, (row) => Number(row[0])))[0] ?? Number.NaN;
}

const stores = await startTestStores();
const ingest = await startIngestProcess(stores.clickhouseUrl, stores.databaseUrl);
const client = createTelemetryClient({
  url: stores.clickhouseUrl,
  queryTimeoutMs: 60_000,
  maxMemoryBytes: 2_000_000_000,
});
const processorTimes = () => ({
  ingest: cpuSeconds(ingest.pid),
  store: cpuSeconds(stores.pid("clickhouse")),
  generator: cpuSeconds(process.pid),
});
try {
  const before = processorTimes();
  const load = await sendLoad({
    port: ingest.port,
    path: "/v1/metrics",
    connections: Number(options.connections),
    seconds: Number(options.seconds),
    items: POINTS_A_REQUEST,
    createBody: createMetricBody,
    freshen: freshenMetrics,
  });
  const after = processorTimes();
  const cpuAPoint = (which: keyof typeof after): number =>
    ((after[which] - before[which]) * 1e6) / Math.max(1, load.acknowledged);
  const stored = await countRows(client);
  const onDisk = await bytesAPoint(client);
  const peakBytes = ingest.peakBytes();
  await ingest.stop();
  const alone = Math.max(
    await measureStoreAlone(stores.clickhouseUrl, 1),
    await measureStoreAlone(stores.clickhouseUrl, 2),
  );
  const rate = load.acknowledged / load.seconds;
  const percentile = (share: number): number =>
    load.latenciesMs[Math.floor(load.latenciesMs.length * share)] ?? Number.NaN;
  const reference = { name: "store alone", value: alone };
  const report = {
    name: "metrics",
    figures: [
      figure("acknowledged points", rate, "points/s", { reference, aim: atLeast(300_000) }),
      figure("processor time of ingest", cpuAPoint("ingest"), "µs/point"),
      figure("processor time of the store, merges included", cpuAPoint("store"), "µs/point"),
      figure("processor time of the load generator", cpuAPoint("generator"), "µs/point"),
      figure("peak memory of ingest", peakBytes / 1e6, "MB", { aim: atMost(400) }),
      figure("acknowledged but not stored", load.acknowledged - stored, "points", { aim: atMost(0) }),
      figure("refused requests", load.refused, "requests"),
      figure("time to acknowledgement, p50", percentile(0.5), "ms"),
      figure("time to acknowledgement, p99", percentile(0.99), "ms"),
      figure("on disk, series and roll-ups included", onDisk, "bytes/point"),
    ],
  };
  await publishReport(report, options.json);
} finally {
  await client.close();
  await stores.stop();
}
