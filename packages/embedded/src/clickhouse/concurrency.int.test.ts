import { setMaxListeners } from "node:events";
import { connect } from "node:net";
import { type ClickHouseClient, createClient } from "@clickhouse/client";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type TestStores, startTestStores } from "../testing/test-stores.ts";
import { waitUntil } from "../testing/wait-until.ts";

let stores: TestStores;
let client: ClickHouseClient;

beforeAll(async () => {
  stores = await startTestStores({ clickhouse: true });
  client = createClient({ url: stores.clickhouseUrl, max_open_connections: 200, log: { level: 127 } });
  await client.command({ query: "CREATE TABLE t (id UInt64) ENGINE = MergeTree ORDER BY id" });
});

afterAll(async () => {
  await client.close();
  await stores.stop();
});

/** Waits without using the processor, far longer than a test may take. */
const ENDLESS =
  "SELECT sleepEachRow(1) FROM numbers(300) SETTINGS max_block_size = 1, function_sleep_max_microseconds_per_block = 0";

async function read<T>(query: string): Promise<T[]> {
  const result = await client.query({ query, format: "JSONEachRow" });
  return await result.json<T>();
}

const countEndless = async () => {
  const [row] = await read<{ n: string }>(
    "SELECT count() AS n FROM system.processes WHERE query LIKE 'SELECT sleepEachRow%'",
  );
  return Number(row?.n);
};

function startEndless(count: number): { abort: () => void; ended: Promise<PromiseSettledResult<unknown>[]> } {
  const control = new AbortController();
  setMaxListeners(0, control.signal);
  const queries = Array.from({ length: count }, () =>
    client.query({ query: ENDLESS, format: "Null" as "JSON", abort_signal: control.signal }),
  );
  return { abort: () => control.abort(), ended: Promise.allSettled(queries) };
}

it("reads and inserts beside a long query, and stops it when its client leaves", async () => {
  const long = startEndless(1);
  await waitUntil(async () => (await countEndless()) === 1);
  await client.insert({ table: "t", values: [{ id: 1 }], format: "JSONEachRow" });
  expect(await read("SELECT id FROM t WHERE id = 1")).toEqual([{ id: 1 }]);
  expect(await countEndless()).toBe(1);
  long.abort();
  await long.ended;
  await waitUntil(async () => (await countEndless()) === 0);
});

it("keeps places for inserts when readers have taken all of theirs, and drops readers that leave the queue", async () => {
  const readers = startEndless(60);
  // Every reader's place is taken when a further query is not answered; the store's own view cannot be read then.
  for (let id = 100; id < 120; id += 1) await client.insert({ table: "t", values: [{ id }], format: "JSONEachRow" });
  readers.abort();
  await readers.ended;
  await waitUntil(async () => (await countEndless()) === 0);
  expect(await read("SELECT count() AS n FROM t WHERE id >= 100")).toEqual([{ n: 20 }]);
});

it("refuses a query beyond the queue with code 202 and goes on", async () => {
  const control = new AbortController();
  setMaxListeners(0, control.signal);
  const crowd = Array.from({ length: 400 }, async () => {
    const one = createClient({ url: stores.clickhouseUrl, log: { level: 127 } });
    try {
      return await one.query({ query: ENDLESS, format: "Null" as "JSON", abort_signal: control.signal });
    } finally {
      await one.close();
    }
  });
  const refused = await Promise.any(
    crowd.map((query) =>
      query.then(
        () => undefined,
        (error: unknown) => {
          if (error instanceof Error && "code" in error && error.code === "202") return error;
          throw error;
        },
      ),
    ),
  );
  expect(refused?.message).toContain("Too many simultaneous queries");
  control.abort();
  await Promise.allSettled(crowd);
  // Those that wait leave the queue when the server notices their sockets, a moment later.
  await waitUntil(async () => (await client.ping({ select: true })).success);
});

it("limits the time and the memory of a query", async () => {
  const slow = client.query({ query: `${ENDLESS}, max_execution_time = 1`, format: "Null" as "JSON" });
  await expect(slow).rejects.toMatchObject({ code: "159" });
  const settings = { max_memory_usage: "20000000" };
  const query = "SELECT groupArray(number) FROM numbers(50000000)";
  await expect(client.query({ query, clickhouse_settings: settings })).rejects.toMatchObject({ code: "241" });
  expect(await read("SELECT 1 AS one")).toEqual([{ one: 1 }]);
});

it("refuses the same query id twice at once", async () => {
  const control = new AbortController();
  setMaxListeners(0, control.signal);
  const query = { query: ENDLESS, format: "Null" as "JSON", query_id: "twice", abort_signal: control.signal };
  const first = client.query(query);
  const settled = Promise.allSettled([first]);
  await waitUntil(async () => (await countEndless()) === 1);
  await expect(client.query(query)).rejects.toMatchObject({ code: "216" });
  control.abort();
  await settled;
});

it("cuts off a client that connects and says nothing", async () => {
  const { hostname, port } = new URL(stores.clickhouseUrl);
  const socket = connect(Number(port), hostname);
  const closed = new Promise<void>((resolve) => {
    socket.on("close", () => resolve());
  });
  socket.write("POST / HTTP/1.1\r\nHost: x\r\n");
  socket.resume();
  await closed;
});
