import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Config } from "@plimsoll/core";
import { OPTIONS_VARIABLE, clickHouseProcessEnv } from "@plimsoll/embedded";
import type { Secrets } from "./data-dir.ts";
import type { ProcessSpec } from "./supervised-process.ts";

/** Folder that holds `apps`, found from where this bundle lies (`apps/cli/dist`). */
const appsDir = join(import.meta.dirname, "..", "..");

export interface Installation {
  config: Config;
  secrets: Secrets;
  dataDir: string;
}

const logDir = (installation: Installation) => join(installation.dataDir, "logs");
const server = (file: string) => join(import.meta.dirname, file);

/** The local PostgreSQL. It remembers its port, so that a restart comes up where it was. */
export function postgresSpec(installation: Installation): ProcessSpec {
  const options = {
    dataDir: join(installation.dataDir, "postgres"),
    password: installation.secrets.postgresPassword,
    database: "plimsoll",
  };
  return {
    name: "postgres",
    entry: server("postgres.mjs"),
    env: { [OPTIONS_VARIABLE]: JSON.stringify(options) },
    logDir: logDir(installation),
    startTimeoutMs: 60_000,
    stopTimeoutMs: 15_000,
  };
}

/** The local ClickHouse; it remembers its port too. */
export function clickhouseSpec(installation: Installation): ProcessSpec {
  const options = {
    dataDir: join(installation.dataDir, "clickhouse"),
    password: installation.secrets.clickhousePassword,
  };
  return {
    name: "clickhouse",
    entry: server("clickhouse.mjs"),
    env: { ...clickHouseProcessEnv, [OPTIONS_VARIABLE]: JSON.stringify(options) },
    logDir: logDir(installation),
    startTimeoutMs: 60_000,
    stopTimeoutMs: 15_000,
  };
}

/** glibc would keep freed memory in an arena a thread. */
const SMALL_ARENAS = { MALLOC_ARENA_MAX: "2" };
/** V8's default of 16 MB pays off in ingest, which allocates all the time; here it only stays resident. */
const SMALL_YOUNG_SPACE = ["--max-semi-space-size=4"];

/** web, ingest and worker, in the order in which they are stopped. */
export function appSpecs(
  installation: Installation,
  stores: { databaseUrl: string; clickhouseUrl: string },
): ProcessSpec[] {
  const env = {
    ...SMALL_ARENAS,
    NODE_ENV: "production",
    DATABASE_URL: stores.databaseUrl,
    CLICKHOUSE_URL: stores.clickhouseUrl,
    PLIMSOLL_SECRET: installation.config.PLIMSOLL_SECRET ?? installation.secrets.secret,
    PLIMSOLL_DATA_DIR: installation.dataDir,
  };
  const shared = { env, logDir: logDir(installation), startTimeoutMs: 60_000, stopTimeoutMs: 20_000 };
  return [
    {
      ...shared,
      name: "web",
      entry: join(appsDir, "web/dist/server.mjs"),
      execArgv: ["--max-old-space-size=512", ...SMALL_YOUNG_SPACE],
    },
    {
      ...shared,
      name: "worker",
      entry: join(appsDir, "worker/dist/main.mjs"),
      execArgv: ["--max-old-space-size=256", ...SMALL_YOUNG_SPACE],
    },
    { ...shared, name: "ingest", entry: join(appsDir, "ingest/dist/main.mjs") },
  ];
}

/** Files that the build makes and a start needs; the first that is missing, or undefined. */
export function findMissingBuild(specs: readonly ProcessSpec[]): string | undefined {
  return specs.map((spec) => spec.entry).find((entry) => !existsSync(entry));
}
