import { loadConfig, toError } from "@plimsoll/core";
import {
  closePlatform,
  DEFAULT_PROJECT_ID,
  findApiKey,
  isSelfExportKey,
  openPlatform,
  type Platform,
  prepareStores,
  requireStoreUrls,
  selfExportKey,
  VERSION,
} from "@plimsoll/domain";
import { createLogger, startObservability } from "@plimsoll/observability";
import { createMetricWriter, createPointFinder, createSpanWriter, findStoredSpans, ping } from "@plimsoll/telemetry";
import type { KeyVerifier } from "./authenticate.ts";
import { startIngest } from "./start-ingest.ts";
import { createTracingObserver } from "./tracing-observer.ts";

const STOP_WITHIN_MS = 9_500;
const INSERT_TIMEOUT_MS = 20_000;
const HEALTH_TIMEOUT_MS = 2_000;

const config = loadConfig();
const log = createLogger("plimsoll-ingest", config.PLIMSOLL_LOG_LEVEL);
const observability = startObservability({
  service: "plimsoll-ingest",
  version: VERSION,
  config,
  exportKey: selfExportKey(config),
  // Requests are sampled by the observer: a span for each would double the load of small ones.
  ignoredPaths: ["/"],
});

/** Keys of the database, and the one that Plimsoll's own processes use. */
function createKeyVerifier(platform: Platform): KeyVerifier {
  return async (token) => {
    if (isSelfExportKey(config, token)) {
      return { projectId: DEFAULT_PROJECT_ID, scopes: ["ingest"] };
    }
    return findApiKey(platform, token, { outages: true });
  };
}

async function main(): Promise<void> {
  await prepareStores(config);
  const platform = openPlatform(config);
  const writing = { url: requireStoreUrls(config).CLICKHOUSE_URL, timeoutMs: INSERT_TIMEOUT_MS };
  const [spans, points] = [createSpanWriter(writing), createMetricWriter(writing)];
  const ingest = await startIngest(config, {
    traces: { writer: spans, findStored: (items) => findStoredSpans(platform.telemetry, items) },
    metrics: { writer: points, findStored: createPointFinder(platform.telemetry, points) },
    verifyKey: createKeyVerifier(platform),
    checkStore: async () => {
      await ping(platform.telemetry, AbortSignal.timeout(HEALTH_TIMEOUT_MS));
    },
    defaultProjectId: DEFAULT_PROJECT_ID,
    observer: createTracingObserver(log),
  });
  stopOnSignals(async () => {
    // While its port is still open: its own last words come in there.
    await observability.stop();
    await ingest.close();
    await Promise.all([spans.close(), points.close(), closePlatform(platform)]);
  });
  log.info({ httpPort: ingest.httpPort, grpcPort: ingest.grpcPort, auth: config.PLIMSOLL_INGEST_AUTH }, "listening");
  process.send?.({ type: "ready", httpPort: ingest.httpPort, grpcPort: ingest.grpcPort });
}

function stopOnSignals(stop: () => Promise<void>): void {
  let isStopping = false;
  const begin = (): void => {
    if (isStopping) return;
    isStopping = true;
    setTimeout(() => process.exit(0), STOP_WITHIN_MS).unref();
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: toError(error) }, "stopping failed");
        process.exit(1);
      },
    );
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, begin);
  process.on("disconnect", begin);
}

main().catch((thrown: unknown) => {
  const error = toError(thrown);
  log.error({ err: error }, "cannot start");
  process.send?.({ type: "error", message: error.message });
  setTimeout(() => process.exit(1), 50);
});
