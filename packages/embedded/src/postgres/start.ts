import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { AppError } from "@plimsoll/core";
import pg from "pg";
import { type BoundedLog, openBoundedLog } from "../process/bounded-log.ts";
import { lockFolder } from "../process/folder-lock.ts";
import { pickFreePort, rememberPort, rememberedPort } from "../process/remember-port.ts";
import { findPostgresBinaries } from "./binaries.ts";
import { initialiseCluster } from "./initialise.ts";
import { recoverCluster } from "./recover.ts";
import { chooseRunAs, ensureExecutable } from "./run-as.ts";

export type PostgresOptions = {
  /** Folder of cluster, log and port; made when missing. */
  dataDir: string;
  /** Password of the user, set when the cluster is made. */
  password: string;
  user?: string | undefined;
  /** Database that is made when missing. */
  database: string;
  /** 0 or unset: the port of the last run if still free, else any free one. */
  port?: number | undefined;
  /** False gives up safety against power cuts for speed: for tests only. */
  durable?: boolean | undefined;
};

export type RunningPostgres = {
  /** Address with user, password and database. */
  url: string;
  port: number;
  /** Process id of the PostgreSQL server. */
  pid: number;
  /** Resolves when the server has ended, however it ended. */
  ended: Promise<void>;
  stop(): Promise<void>;
};

const HOST = "127.0.0.1";
const START_MS = 60_000;
const READY = "database system is ready to accept connections";

/**
 * Starts PostgreSQL 18 on a folder, making the cluster first when there is none, and waits until the database answers.
 * It listens on loopback with a password and without sockets. Throws AppError CONFLICT when another process uses the
 * folder, UNAVAILABLE with the end of the server's log when it does not start.
 */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const folder = resolve(options.dataDir);
  mkdirSync(folder, { recursive: true });
  const unlock = lockFolder(folder, "PostgreSQL");
  try {
    return await startLocked(options, folder, unlock);
  } catch (error) {
    unlock();
    throw error;
  }
}

async function startLocked(options: PostgresOptions, folder: string, unlock: () => void): Promise<RunningPostgres> {
  const user = options.user ?? "plimsoll";
  const binaries = findPostgresBinaries();
  ensureExecutable(binaries.postgres);
  ensureExecutable(binaries.initdb);
  const durable = options.durable ?? true;
  const cluster = join(folder, "cluster");
  const runAs = chooseRunAs([cluster, binaries.postgres], cluster);
  await initialiseCluster(folder, binaries, runAs, { user, password: options.password, durable });
  await recoverCluster(cluster);
  const port = options.port || ((await rememberedPort(folder, HOST)) ?? (await pickFreePort(HOST)));
  rememberPort(folder, port);
  const log = openBoundedLog(join(folder, "postgres.log"));
  const { file, args, ...identity } = runAs.command(binaries.postgres, serverArguments(cluster, port, durable));
  // Its own process group: Ctrl-C in a terminal reaches the supervisor alone, which stops the server when its users are done.
  const child = spawn(file, args, {
    ...identity,
    cwd: "/",
    detached: true,
    stdio: ["ignore", "ignore", "pipe"],
    env: { PATH: process.env.PATH, LC_ALL: "C", TZ: "UTC" },
  });
  const ended = new Promise<void>((done) => {
    child.once("error", () => done());
    child.once("close", () => {
      log.close();
      unlock();
      done();
    });
  });
  const url = urlOf(options, user, port);
  const running = {
    url: url.toString(),
    port,
    pid: child.pid ?? 0,
    ended,
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill("SIGINT");
      await ended;
    },
  };
  try {
    await becomeReady(child, log);
    await ensureDatabase(url, options.database);
  } catch (error) {
    await running.stop();
    throw error;
  }
  return running;
}

function urlOf(options: PostgresOptions, user: string, port: number): URL {
  const url = new URL(`postgresql://${HOST}:${port}`);
  url.username = encodeURIComponent(user);
  url.password = encodeURIComponent(options.password);
  url.pathname = `/${encodeURIComponent(options.database)}`;
  return url;
}

/** Small and safe: about 30 MB when idle, every commit on disk. */
function serverArguments(cluster: string, port: number, durable: boolean): string[] {
  const settings: Record<string, string | number> = {
    listen_addresses: HOST,
    port,
    unix_socket_directories: "",
    max_connections: 60,
    shared_buffers: "64MB",
    work_mem: "8MB",
    maintenance_work_mem: "32MB",
    effective_cache_size: "256MB",
    max_wal_size: "256MB",
    wal_level: "minimal",
    max_wal_senders: 0,
    max_worker_processes: 4,
    max_parallel_workers_per_gather: 0,
    autovacuum_max_workers: 1,
    huge_pages: "off",
    jit: "off",
    io_method: "sync",
    log_destination: "stderr",
    logging_collector: "off",
    log_line_prefix: "%m [%p] ",
    log_min_messages: "warning",
    timezone: "UTC",
    fsync: durable ? "on" : "off",
    synchronous_commit: durable ? "on" : "off",
    full_page_writes: durable ? "on" : "off",
  };
  return ["-D", cluster, ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`])];
}

async function becomeReady(child: ChildProcess, log: BoundedLog): Promise<void> {
  await new Promise<void>((resolveReady, reject) => {
    const fail = (why: string) => {
      clearTimeout(timer);
      reject(new AppError("UNAVAILABLE", `PostgreSQL ${why}:\n${log.tail()}`.trim(), { retryable: false }));
    };
    const timer = setTimeout(() => fail(`was not ready after ${START_MS / 1000} s`), START_MS);
    child.once("error", (error) => fail(`could not be run (${error.message})`));
    child.once("close", () => fail("ended while it started"));
    child.stderr?.on("data", (chunk: Buffer) => {
      const text = chunk.toString("utf8");
      log.write(text);
      if (text.includes(READY)) {
        clearTimeout(timer);
        resolveReady();
      }
    });
  });
}

async function ensureDatabase(url: URL, name: string): Promise<void> {
  const maintenance = new URL(url);
  maintenance.pathname = "/postgres";
  const client = new pg.Client({ connectionString: maintenance.toString(), connectionTimeoutMillis: 10_000 });
  try {
    await client.connect();
    const found = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [name]);
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code !== "28P01") throw error;
    throw new AppError(
      "CONFLICT",
      "The PostgreSQL data folder was made with another password: restore the secret, or move the folder away",
      {
        cause: error,
      },
    );
  } finally {
    await client.end().catch(() => undefined);
  }
}
