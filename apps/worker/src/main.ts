import { loadConfig, toError } from "@plimsoll/core";
import { closePlatform, openPlatform, prepareStores, selfExportKey, VERSION } from "@plimsoll/domain";
import { createLogger, startObservability } from "@plimsoll/observability";
import { quietly } from "./quietly.ts";
import { startWorker } from "./start-worker.ts";

const STOP_WITHIN_MS = 15_000;

const config = loadConfig();
const log = createLogger("plimsoll-worker", config.PLIMSOLL_LOG_LEVEL);
const observability = startObservability({
  service: "plimsoll-worker",
  version: VERSION,
  config,
  exportKey: selfExportKey(config),
});

async function main(): Promise<void> {
  await prepareStores(config);
  const onStoreError = quietly((error, times) => log.warn({ err: error, times }, "the queues' store does not answer"));
  const platform = openPlatform(config, { onStoreError });
  const worker = await startWorker(platform, { log });
  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(0), STOP_WITHIN_MS).unref();
    await worker.stop();
    await observability.stop();
    await closePlatform(platform);
    process.exit(0);
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => void stop());
  process.on("disconnect", () => void stop());
  log.info({ worker: worker.id, backend: config.REDIS_URL ? "redis" : "postgresql" }, "working");
  process.send?.({ type: "ready" });
}

main().catch((thrown: unknown) => {
  const error = toError(thrown);
  log.error({ err: error }, "cannot start");
  process.send?.({ type: "error", message: error.message });
  setTimeout(() => process.exit(1), 50);
});
