import { loadConfig } from "@plimsoll/core";
import { startTestStores, type TestStores } from "@plimsoll/embedded";
import {
  createMetricWriter,
  createPointFinder,
  createSpanWriter,
  createTelemetryClient,
  findStoredSpans,
  migrateTelemetry,
  type TelemetryClient,
} from "@plimsoll/telemetry";
import { type Ingest, startIngest } from "../src/start-ingest.ts";
import { verifyTestKey } from "./start-test-ingest.ts";

/** Ingest in this process before a real, embedded ClickHouse. */
export interface RealIngest {
  stores: TestStores;
  ingest: Ingest;
  client: TelemetryClient;
  url: string;
  stop(): Promise<void>;
}

export async function startRealIngest(env: Record<string, string> = {}): Promise<RealIngest> {
  const stores = await startTestStores({ clickhouse: true });
  const url = stores.clickhouseUrl;
  await migrateTelemetry({ url, retentionDays: 14, rollupRetentionDays: 90 });
  const client = createTelemetryClient({ url, queryTimeoutMs: 20_000, maxMemoryBytes: 1_000_000_000 });
  const [spans, points] = [createSpanWriter({ url }), createMetricWriter({ url })];
  const config = loadConfig({
    PLIMSOLL_OTLP_HTTP_PORT: "0",
    PLIMSOLL_OTLP_GRPC_PORT: "0",
    PLIMSOLL_INGEST_FLUSH_MS: "20",
    ...env,
  });
  const ingest = await startIngest(config, {
    traces: { writer: spans, findStored: (items) => findStoredSpans(client, items) },
    metrics: { writer: points, findStored: createPointFinder(client, points) },
    verifyKey: verifyTestKey,
    checkStore: () => Promise.resolve(),
    defaultProjectId: "default",
  });
  return {
    stores,
    ingest,
    client,
    url: `http://127.0.0.1:${ingest.httpPort}`,
    stop: async () => {
      await ingest.close();
      await Promise.all([client.close(), spans.close(), points.close()]);
      await stores.stop();
    },
  };
}
