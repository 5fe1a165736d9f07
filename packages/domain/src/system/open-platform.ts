import type { Config } from "@plimsoll/core";
import { createDatabase } from "@plimsoll/db";
import { createTelemetryClient } from "@plimsoll/telemetry";
import type { Platform } from "../platform.ts";
import { requireStoreUrls } from "./prepare-stores.ts";

/** Opens both stores as readers see them, with the configured limits. Connecting is lazy. */
export function openPlatform(config: Config): Platform {
  const { DATABASE_URL, CLICKHOUSE_URL } = requireStoreUrls(config);
  const db = createDatabase(DATABASE_URL, { poolSize: 8 });
  const telemetry = createTelemetryClient({
    url: CLICKHOUSE_URL,
    queryTimeoutMs: config.PLIMSOLL_QUERY_TIMEOUT_MS,
    maxMemoryBytes: config.PLIMSOLL_QUERY_MAX_MEMORY_BYTES,
    cluster: config.CLICKHOUSE_CLUSTER,
  });
  return { config, db, telemetry };
}

/** Closes both stores. */
export async function closePlatform({ db, telemetry }: Platform): Promise<void> {
  await Promise.all([db.$disconnect(), telemetry.close()]);
}
