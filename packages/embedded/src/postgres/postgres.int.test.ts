import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterEach, beforeEach, expect, it } from "vitest";
import { isAlive } from "../process/process-identity.ts";
import { type StoreProcess, spawnStore } from "../process/spawn-store.ts";
import { sourceEntry } from "../testing/source-entry.ts";
import { waitUntil } from "../testing/wait-until.ts";
import { type PostgresOptions, startPostgres } from "./start.ts";

let root: string;
let started: StoreProcess[];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "plimsoll-postgres-"));
  chmodSync(root, 0o711);
  started = [];
});

afterEach(async () => {
  await Promise.all(started.map((store) => store.stop()));
  rmSync(root, { recursive: true, force: true });
});

const optionsFor = (dataDir: string): PostgresOptions => ({
  dataDir,
  password: "it's a p@ss:word/%",
  database: "shop",
});

async function start(options: PostgresOptions): Promise<StoreProcess> {
  const store = await spawnStore({ store: "postgres", entry: sourceEntry("../postgres-main.ts"), options });
  started.push(store);
  return store;
}

async function query<T extends pg.QueryResultRow>(url: string, sql: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<T>(sql)).rows;
  } finally {
    await client.end();
  }
}

const postmasterPid = (dataDir: string) =>
  Number(readFileSync(join(dataDir, "cluster", "postmaster.pid"), "utf8").split("\n")[0]);

it("makes a cluster in a nested, closed folder, small, durable, on loopback and with a password", async () => {
  const closed = join(root, "home");
  mkdirSync(closed, { mode: 0o700 });
  const dataDir = join(closed, "deeply", "nested", "pg");
  const store = await start(optionsFor(dataDir));
  const settings = await query<{ name: string; setting: string }>(
    store.url,
    "SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'listen_addresses', 'max_connections', 'shared_buffers', 'unix_socket_directories', 'server_version_num') ORDER BY name",
  );
  expect(Object.fromEntries(settings.map((row) => [row.name, row.setting]))).toMatchObject({
    fsync: "on",
    listen_addresses: "127.0.0.1",
    max_connections: "60",
    shared_buffers: "8192",
    unix_socket_directories: "",
    server_version_num: expect.stringMatching(/^18/),
  });
  expect(await query(store.url, "SELECT current_database() AS d")).toEqual([{ d: "shop" }]);
  const wrong = new URL(store.url);
  wrong.password = "wrong";
  await expect(query(wrong.toString(), "SELECT 1")).rejects.toMatchObject({ code: "28P01" });
  expect(readFileSync(join(dataDir, "postgres.log"), "utf8")).toContain("ready to accept connections");
});

it("comes back on the same URL with its data after a clean stop", async () => {
  const dataDir = join(root, "pg");
  const first = await start(optionsFor(dataDir));
  await query(first.url, "CREATE TABLE t AS SELECT 1 AS a");
  await first.stop();
  expect(first.child.exitCode).toBe(0);
  expect(existsSync(join(dataDir, "cluster", "postmaster.pid"))).toBe(false);
  const second = await start(optionsFor(dataDir));
  expect(second.url).toBe(first.url);
  expect(await query(second.url, "SELECT a FROM t")).toEqual([{ a: 1 }]);
});

it("refuses a second process on the same folder, in words", async () => {
  const dataDir = join(root, "pg");
  const first = await start(optionsFor(dataDir));
  await expect(start(optionsFor(dataDir))).rejects.toThrow(/Process \d+ uses the PostgreSQL data in .*: stop it first/);
  expect(await query(first.url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
});

it("stops the orphan of a killed supervisor before it starts again, and keeps what was committed", async () => {
  const dataDir = join(root, "pg");
  const first = await start(optionsFor(dataDir));
  await query(first.url, "CREATE TABLE t AS SELECT 7 AS a");
  const orphan = postmasterPid(dataDir);
  first.child.kill("SIGKILL");
  await waitUntil(() => first.child.signalCode === "SIGKILL");
  expect(isAlive(orphan)).toBe(true);
  const second = await start(optionsFor(dataDir));
  expect(isAlive(orphan)).toBe(false);
  expect(second.url).toBe(first.url);
  expect(await query(second.url, "SELECT a FROM t")).toEqual([{ a: 7 }]);
});

it("exits with an error when PostgreSQL dies, and recovers from kill -9 and a stale pid file", async () => {
  const dataDir = join(root, "pg");
  const first = await start(optionsFor(dataDir));
  await query(first.url, "CREATE TABLE t AS SELECT 8 AS a");
  process.kill(postmasterPid(dataDir), "SIGKILL");
  await waitUntil(() => first.child.exitCode !== null);
  expect(first.child.exitCode).toBe(1);
  // After a reboot the number in the file often belongs to some other program: this very process here.
  const file = join(dataDir, "cluster", "postmaster.pid");
  const lines = readFileSync(file, "utf8").split("\n");
  writeFileSync(file, [String(process.pid), ...lines.slice(1)].join("\n"));
  const second = await start(optionsFor(dataDir));
  expect(await query(second.url, "SELECT a FROM t")).toEqual([{ a: 8 }]);
});

it("says what is wrong when the password is another one or the folder is damaged", async () => {
  const dataDir = join(root, "pg");
  const first = await start(optionsFor(dataDir));
  await first.stop();
  await expect(startPostgres({ ...optionsFor(dataDir), password: "new" })).rejects.toThrow(
    /made with another password/,
  );
  rmSync(join(dataDir, "cluster", "global", "pg_control"));
  await expect(startPostgres(optionsFor(dataDir))).rejects.toThrow(
    /PostgreSQL ended while it started:\n[^]*(control|pg_control)/,
  );
});
