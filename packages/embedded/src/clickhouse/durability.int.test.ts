import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type ClickHouseClient, createClient } from "@clickhouse/client";
import { afterAll, beforeAll, expect, it } from "vitest";
import { isAlive } from "../process/process-identity.ts";
import { spawnStore } from "../process/spawn-store.ts";
import { sourceEntry } from "../testing/source-entry.ts";
import { type TestStores, startTestStores } from "../testing/test-stores.ts";
import { waitUntil } from "../testing/wait-until.ts";

let stores: TestStores;
let client: ClickHouseClient;

beforeAll(async () => {
  stores = await startTestStores({ clickhouse: true });
  client = createClient({ url: stores.clickhouseUrl, log: { level: 127 } });
});

afterAll(async () => {
  await client.close();
  await stores.stop();
});

const ROUNDS = 4;
const WRITERS = 6;
const BLOCK_ROWS = 500;

async function read<T>(query: string): Promise<T[]> {
  const result = await client.query({ query, format: "JSONEachRow" });
  return await result.json<T>();
}

it("keeps every acknowledged block, whole and once, through kill -9 under inserts", async () => {
  await client.command({
    query:
      "CREATE TABLE blocks (block String, n UInt32) ENGINE = MergeTree ORDER BY (block, n) SETTINGS non_replicated_deduplication_window = 1000",
  });
  const acknowledged = new Set<string>();
  for (let round = 0; round < ROUNDS; round += 1) {
    let killed = false;
    const write = async (writer: number) => {
      for (let i = 0; !killed; i += 1) {
        const block = `${round}-${writer}-${i}`;
        const values = Array.from({ length: BLOCK_ROWS }, (_, n) => ({ block, n }));
        try {
          await client.insert({ table: "blocks", values, format: "JSONEachRow" });
          acknowledged.add(block);
        } catch (error) {
          if (!killed) throw error;
        }
      }
    };
    const writers = Array.from({ length: WRITERS }, (_, writer) => write(writer));
    const before = acknowledged.size;
    await waitUntil(() => acknowledged.size >= before + 10 + round * 7);
    killed = true;
    await stores.kill("clickhouse", "SIGKILL");
    await Promise.all(writers);
    // What a crash could leave on systems where files have names.
    writeFileSync(join(stores.folder, "clickhouse", "insert-bodies", "1-1"), "left over");
    await stores.restart("clickhouse");
    const found = await read<{ block: string; rows: string; kinds: string }>(
      "SELECT block, count() AS rows, uniqExact(n) AS kinds FROM blocks GROUP BY block",
    );
    const whole = new Set(
      found
        .filter((row) => Number(row.rows) === BLOCK_ROWS && Number(row.kinds) === BLOCK_ROWS)
        .map((row) => row.block),
    );
    expect(found.length).toBe(whole.size);
    expect([...acknowledged].filter((block) => !whole.has(block))).toEqual([]);
  }
  expect(acknowledged.size).toBeGreaterThan(ROUNDS * 10);
});

it("comes back on the same URL with the data after a clean stop, which takes less than 5 s beside a running query", async () => {
  await client.command({ query: "CREATE TABLE kept (a UInt8) ENGINE = MergeTree ORDER BY a" });
  await client.insert({ table: "kept", values: [{ a: 1 }], format: "JSONEachRow" });
  const query =
    "SELECT sleepEachRow(1) FROM numbers(300) SETTINGS max_block_size = 1, function_sleep_max_microseconds_per_block = 0";
  const long = Promise.allSettled([client.query({ query, format: "Null" as "JSON" })]);
  await waitUntil(
    async () =>
      (await read("SELECT 1 AS x FROM system.processes WHERE query LIKE 'SELECT sleepEachRow%'")).length === 1,
  );
  const started = performance.now();
  await stores.kill("clickhouse", "SIGTERM");
  expect(performance.now() - started).toBeLessThan(5000);
  await long;
  await stores.restart("clickhouse");
  expect(await read("SELECT a FROM kept")).toEqual([{ a: 1 }]);
});

it("refuses a second process on the same folder, in words", async () => {
  const second = spawnStore({
    store: "clickhouse",
    entry: sourceEntry("../clickhouse-main.ts"),
    options: { dataDir: join(stores.folder, "clickhouse"), password: "x" },
  });
  await expect(second).rejects.toThrow(/Process \d+ uses the ClickHouse data in .*: stop it first/);
  expect(await read("SELECT 1 AS one")).toEqual([{ one: 1 }]);
});

it("ends by itself when its parent is killed", async () => {
  const options = JSON.stringify({ dataDir: join(stores.folder, "orphan"), password: "x" });
  const entry = sourceEntry("../clickhouse-main.ts");
  const script = `
    const child = require("node:child_process").spawn(process.execPath, ${JSON.stringify(entry)}, {
      stdio: ["ignore", "ignore", "ignore", "ipc"], detached: true, env: { ...process.env, PLIMSOLL_STORE_OPTIONS: process.argv[1] },
    });
    child.on("message", () => console.log(child.pid));`;
  const parent = spawn(process.execPath, ["-e", script, options], { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = (await once(parent.stdout, "data")) as [Buffer];
  const pid = Number(line.toString());
  expect(isAlive(pid)).toBe(true);
  parent.kill("SIGKILL");
  await waitUntil(() => !isAlive(pid), 6000);
});
