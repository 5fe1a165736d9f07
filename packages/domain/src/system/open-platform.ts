import type { Config } from "@plimsoll/core";
import { createDatabase } from "@plimsoll/db";
import { createTelemetryClient } from "@plimsoll/telemetry";
import { ForeignStores } from "../connections/foreign-stores.ts";
import { OwnCaches } from "../own-caches/own-caches.ts";
import type { Platform } from "../platform.ts";
import { OwnJobStores } from "../queues/own-job-stores.ts";
import { ProjectDirectory } from "../queues/project-directory.ts";
import { requireStoreUrls } from "./prepare-stores.ts";

export interface PlatformOptions {
  /** Told of what goes wrong between calls, such as a lost connection to the queues' store; it mends itself. */
  onStoreError?(error: Error): void;
}

/** Opens the stores as readers see them, with the configured limits. Connecting is lazy. */
export function openPlatform(config: Config, options: PlatformOptions = {}): Platform {
  const { DATABASE_URL, CLICKHOUSE_URL } = requireStoreUrls(config);
  const db = createDatabase(DATABASE_URL, { poolSize: 8 });
  const telemetry = createTelemetryClient({
    url: CLICKHOUSE_URL,
    queryTimeoutMs: config.PLIMSOLL_QUERY_TIMEOUT_MS,
    maxMemoryBytes: config.PLIMSOLL_QUERY_MAX_MEMORY_BYTES,
    cluster: config.CLICKHOUSE_CLUSTER,
  });
  const onError = (error: Error) => options.onStoreError?.(error);
  const stores = new OwnJobStores(config, onError);
  return {
    config,
    db,
    telemetry,
    get appJobs() {
      return stores.get("apps");
    },
    get platformJobs() {
      return stores.get("platform");
    },
    connections: new ForeignStores(db, config),
    caches: new OwnCaches(config, onError),
    directory: new ProjectDirectory(db),
    closeJobStores: () => stores.close(),
  };
}

/** Closes the stores. */
export async function closePlatform(platform: Platform): Promise<void> {
  const { caches, db, telemetry, connections } = platform;
  await Promise.all([
    platform.closeJobStores(),
    caches.close(),
    connections.close(),
    db.$disconnect(),
    telemetry.close(),
  ]);
}
