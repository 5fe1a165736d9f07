import { loadConfig, toError } from "@plimsoll/core";
import { closePlatform, openPlatform, prepareStores, requireStoreUrls, selfExportKey, VERSION } from "@plimsoll/domain";
import { startJobs } from "@plimsoll/jobs";
import { createLogger, startObservability } from "@plimsoll/observability";
import { createHandlers } from "./handlers/index.ts";
import { SCHEDULES } from "./schedules.ts";

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
  const platform = openPlatform(config);
  const backend = { redisUrl: config.REDIS_URL, databaseUrl: requireStoreUrls(config).DATABASE_URL };
  const jobs = await startJobs(backend, createHandlers(platform), SCHEDULES, {
    onCompleted: (job, result, durationMs) => log.info({ job, result, durationMs }, "job completed"),
    onFailed: (job, error, final) => log.error({ job, err: error, final }, "job failed"),
    onError: (error) => log.warn({ err: error }, "the queue's store does not answer; trying again"),
  });
  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(0), STOP_WITHIN_MS).unref();
    await jobs.stop();
    await observability.stop();
    await closePlatform(platform);
    process.exit(0);
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => void stop());
  process.on("disconnect", () => void stop());
  log.info({ backend: config.REDIS_URL ? "redis" : "postgresql" }, "working");
  process.send?.({ type: "ready" });
}

main().catch((thrown: unknown) => {
  const error = toError(thrown);
  log.error({ err: error }, "cannot start");
  process.send?.({ type: "error", message: error.message });
  setTimeout(() => process.exit(1), 50);
});
