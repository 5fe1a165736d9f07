import { AppError, loadConfig } from "@plimsoll/core";
import { closePlatform, openPlatform, type Platform } from "@plimsoll/domain";
import { dataDir, readRuntime } from "./data-dir.ts";

/**
 * Runs something with the stores of the instance: those configured, else those of the instance that runs on the data
 * folder. Throws UNAVAILABLE when there is neither.
 */
export async function withPlatform<T>(work: (platform: Platform) => Promise<T>): Promise<T> {
  const platform = openPlatform(findStores());
  try {
    return await work(platform);
  } finally {
    await closePlatform(platform);
  }
}

function findStores() {
  const config = loadConfig();
  if (config.DATABASE_URL && config.CLICKHOUSE_URL) return config;
  const running = readRuntime(dataDir(config));
  if (!running) {
    throw new AppError(
      "UNAVAILABLE",
      `No instance runs on ${dataDir(config)}. Start it with \`npm start\`, or set DATABASE_URL and CLICKHOUSE_URL.`,
    );
  }
  // The queues are where the instance has them, whatever this shell's REDIS_URL says.
  return {
    ...config,
    DATABASE_URL: running.databaseUrl,
    CLICKHOUSE_URL: running.clickhouseUrl,
    REDIS_URL: running.redisUrl,
  };
}
