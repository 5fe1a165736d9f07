import { randomUUID } from "node:crypto";
import { parseArgs } from "node:util";
import { startTestStores } from "@plimsoll/embedded";
import { SpanBatch } from "@plimsoll/otlp";
import { createSpanWriter, createTelemetryClient, storeStatistics } from "@plimsoll/telemetry";
import { createExportBody, freshen, SPANS_A_REQUEST } from "./ingest-load/export-bodies.ts";
import { startIngestProcess } from "./ingest-load/ingest-process.ts";
import { sendLoad } from "./ingest-load/send-load.ts";
import { atLeast, atMost, figure, publishReport } from "./report.ts";

/*
 * How many spans a second ingest stores, acknowledged after their commit, with the generator, ingest and the embedded
 * store on the same machine; and how many the store alone takes from prepared Native blocks of the same spans.
 */
const REFERENCE_ROWS = 40_000;
const REFERENCE_BLOCKS = 12;
const REFERENCE_SECONDS = 20;

const { values: options } = parseArgs({
  options: {
    seconds: { type: "string", default: "60" },
    connections: { type: "string", default: "96" },
    json: { type: "string" },
  },
});

/** Rows a second that the store takes from prepared blocks, `inFlight` inserts at a time. */
async function measureStoreAlone(url: string, inFlight: number): Promise<number> {
  const blocks = Array.from({ length: REFERENCE_BLOCKS }, (_, block) => {
    const batch = new SpanBatch();
    for (let service = 0; batch.rowCount < REFERENCE_ROWS; service++) {
      const body = createExportBody((block * 40 + service) % 72);
      freshen(body);
      batch.append(body.bytes, "default", Date.now());
    }
    return { chunks: batch.toNative(), rows: batch.rowCount };
  });
  const writer = createSpanWriter({ url });
  const start = performance.now();
  let rows = 0;
  let next = 0;
  const insertUntilEnd = async (): Promise<void> => {
    while (performance.now() - start < REFERENCE_SECONDS * 1000) {
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

const stores = await startTestStores();
const ingest = await startIngestProcess(stores.clickhouseUrl, stores.databaseUrl);
const client = createTelemetryClient({
  url: stores.clickhouseUrl,
  queryTimeoutMs: 60_000,
  maxMemoryBytes: 2_000_000_000,
});
try {
  const countRows = async (): Promise<number> =>
    (await client.rows("SELECT count() FROM plimsoll.spans", (row) => Number(row[0])))[0] ?? 0;
  const load = await sendLoad({
    port: ingest.port,
    path: "/v1/traces",
    connections: Number(options.connections),
    seconds: Number(options.seconds),
    items: SPANS_A_REQUEST,
    createBody: createExportBody,
    freshen,
  });
  const stored = await countRows();
  const { bytesPerSpan } = await storeStatistics(client);
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
    name: "ingest",
    figures: [
      figure("acknowledged spans", rate, "spans/s", { reference, aim: atLeast(150_000) }),
      figure("share of the store alone", rate / alone, "", { aim: atLeast(0.5) }),
      figure("peak memory of ingest", peakBytes / 1e6, "MB", { aim: atMost(400) }),
      figure("acknowledged but not stored", load.acknowledged - stored, "spans", { aim: atMost(0) }),
      figure("refused requests", load.refused, "requests"),
      figure("time to acknowledgement, p50", percentile(0.5), "ms"),
      figure("time to acknowledgement, p99", percentile(0.99), "ms"),
      figure("on disk", bytesPerSpan ?? Number.NaN, "bytes/span", { aim: atMost(60) }),
    ],
  };
  await publishReport(report, options.json);
} finally {
  await client.close();
  await stores.stop();
}
