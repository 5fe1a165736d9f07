import { execFileSync, fork, spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { startTestStores } from "@plimsoll/embedded";
import { SpanBatch } from "@plimsoll/otlp";
import { createSpanWriter, createTelemetryClient, storeStatistics } from "@plimsoll/telemetry";
import { createExportBody, freshen } from "./ingest-load/export-bodies.ts";
import { sendLoad } from "./ingest-load/send-load.ts";
import { atLeast, atMost, figure, publishReport } from "./report.ts";

/*
 * How many spans a second ingest stores, acknowledged after their commit, with the generator, ingest and the embedded
 * store on the same machine; and how many the store alone takes from prepared Native blocks of the same spans.
 */
const INGEST = fileURLToPath(new URL("../apps/ingest/", import.meta.url));
const REFERENCE_ROWS = 40_000;
const REFERENCE_BLOCKS = 12;
const REFERENCE_SECONDS = 20;
const SAMPLE_EVERY_MS = 500;

const { values: options } = parseArgs({
  options: {
    seconds: { type: "string", default: "60" },
    connections: { type: "string", default: "96" },
    json: { type: "string" },
  },
});

interface IngestProcess {
  port: number;
  /** Most resident memory seen, bytes. */
  peakBytes: () => number;
  stop: () => Promise<void>;
}

function startIngestProcess(clickhouseUrl: string, databaseUrl: string): Promise<IngestProcess> {
  const build = spawnSync("npm", ["run", "build", "--silent"], { cwd: INGEST, encoding: "utf8" });
  if (build.status !== 0) throw new Error(`ingest does not build:\n${build.stdout}${build.stderr}`);
  const child = fork(`${INGEST}dist/main.mjs`, [], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    env: {
      ...process.env,
      CLICKHOUSE_URL: clickhouseUrl,
      DATABASE_URL: databaseUrl,
      PLIMSOLL_OTLP_HTTP_PORT: "0",
      PLIMSOLL_OTLP_GRPC_PORT: "0",
      // Its own spans would go to the default port, where nothing listens here.
      PLIMSOLL_SELF_TRACING: "false",
    },
  });
  let peak = 0;
  const sampler = setInterval(() => {
    const kibibytes = Number(execFileSync("ps", ["-o", "rss=", "-p", String(child.pid)], { encoding: "utf8" }));
    peak = Math.max(peak, kibibytes * 1024);
  }, SAMPLE_EVERY_MS);
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      clearInterval(sampler);
      child.once("exit", () => resolve());
      child.kill("SIGTERM");
    });
  return new Promise((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`ingest ended with code ${code}`)));
    child.on("message", (message: { type: string; httpPort: number; message?: string }) => {
      if (message.type === "ready") resolve({ port: message.httpPort, peakBytes: () => peak, stop });
      else reject(new Error(message.message));
    });
  });
}

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
  const load = await sendLoad(ingest.port, Number(options.connections), Number(options.seconds));
  const stored = await countRows();
  const { bytesPerSpan } = await storeStatistics(client);
  const peakBytes = ingest.peakBytes();
  await ingest.stop();
  const alone = Math.max(
    await measureStoreAlone(stores.clickhouseUrl, 1),
    await measureStoreAlone(stores.clickhouseUrl, 2),
  );
  const rate = load.acknowledgedSpans / load.seconds;
  const percentile = (share: number): number =>
    load.latenciesMs[Math.floor(load.latenciesMs.length * share)] ?? Number.NaN;
  const reference = { name: "store alone", value: alone };
  const report = {
    name: "ingest",
    figures: [
      figure("acknowledged spans", rate, "spans/s", { reference, aim: atLeast(150_000) }),
      figure("share of the store alone", rate / alone, "", { aim: atLeast(0.5) }),
      figure("peak memory of ingest", peakBytes / 1e6, "MB", { aim: atMost(400) }),
      figure("acknowledged but not stored", load.acknowledgedSpans - stored, "spans", { aim: atMost(0) }),
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
