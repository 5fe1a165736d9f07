import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { startTestStores, type TestStores } from "@plimsoll/embedded";
import { createTelemetryClient, getTraceSpans } from "@plimsoll/telemetry";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { counterRequest, post, protobufRequest } from "../test/requests.ts";

const MAIN = fileURLToPath(new URL("main.ts", import.meta.url));
const SENDERS = 6;
const COUNTERS = 4;
const SPANS_A_TRACE = 5;
/** Traces that must be acknowledged between two kills, so that each kill meets real traffic. */
const TRACES_A_ROUND = 40;

let stores: TestStores;
let port: number;
let child: ChildProcess;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  return typeof address === "object" && address ? address.port : 0;
}

/** Starts ingest as `npm start` does, on the same port each time, and waits until it is ready. */
async function startChild(): Promise<void> {
  child = fork(MAIN, [], {
    execArgv: ["--import", "tsx"],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    env: {
      ...process.env,
      CLICKHOUSE_URL: stores.clickhouseUrl,
      DATABASE_URL: stores.databaseUrl,
      PLIMSOLL_OTLP_HTTP_PORT: String(port),
      PLIMSOLL_OTLP_GRPC_PORT: "0",
      PLIMSOLL_SELF_TRACING: "false",
    },
  });
  const [message] = (await once(child, "message")) as [{ type: string; message?: string }];
  if (message.type !== "ready") throw new Error(message.message);
}

async function killChild(): Promise<void> {
  const exited = once(child, "exit");
  child.kill("SIGKILL");
  await exited;
}

/** Sends traces one after the other, each again and again until it is acknowledged, as exporters do. */
async function sendUntilStopped(state: { acknowledged: string[]; isStopped: boolean }): Promise<void> {
  while (!state.isStopped) {
    const traceId = Array.from({ length: 32 }, () => Math.floor(Math.random() * 16).toString(16)).join("");
    const body = protobufRequest(...Array.from({ length: SPANS_A_TRACE }, () => ({ traceId })));
    await sendUntilAcknowledged(body, "/v1/traces");
    state.acknowledged.push(traceId);
  }
}

/** Sends deltas of 1 one after the other, and answers how many were acknowledged. */
async function countUntilStopped(sender: number, state: { isStopped: boolean }): Promise<number> {
  let sent = 0;
  for (; !state.isStopped; sent++) {
    const points = [1, 2].map((part) => ({ asInt: "1", labels: { sender: String(sender), part: String(part) } }));
    await sendUntilAcknowledged(counterRequest("kills", points), "/v1/metrics");
  }
  return sent;
}

async function sendUntilAcknowledged(body: Uint8Array<ArrayBuffer>, path: string): Promise<void> {
  while (!(await isAcknowledged(body, path))) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function isAcknowledged(body: Uint8Array<ArrayBuffer>, path: string): Promise<boolean> {
  const response = await post(`http://127.0.0.1:${port}`, body, {}, path).catch(() => null);
  if (response && ![200, 503].includes(response.status)) throw new Error(`unexpected answer ${response.status}`);
  return response?.status === 200;
}

beforeAll(async () => {
  [stores, port] = await Promise.all([startTestStores(), freePort()]);
  await startChild();
});
afterAll(async () => {
  child.kill("SIGKILL");
  await stores.stop();
});

describe("acknowledged = kept", () => {
  it("loses no acknowledged span or data point and counts none twice when ingest, the store or both are killed", async () => {
    const state = { acknowledged: [] as string[], isStopped: false };
    const senders = Array.from({ length: SENDERS }, () => sendUntilStopped(state));
    const counters = Array.from({ length: COUNTERS }, (_, sender) => countUntilStopped(sender, state));
    const killStore = async (): Promise<void> => {
      await stores.kill("clickhouse", "SIGKILL");
      await stores.restart("clickhouse");
    };
    const rounds = [
      async () => killChild().then(startChild),
      killStore,
      async () => {
        await Promise.all([killChild(), stores.kill("clickhouse", "SIGKILL")]);
        await stores.restart("clickhouse");
        await startChild();
      },
    ];
    for (const kill of [...rounds, ...rounds]) {
      const before = state.acknowledged.length;
      await expect.poll(() => state.acknowledged.length, { timeout: 40_000 }).toBeGreaterThan(before + TRACES_A_ROUND);
      await kill();
    }
    state.isStopped = true;
    await Promise.all(senders);
    const counted = await Promise.all(counters);

    const client = createTelemetryClient({
      url: stores.clickhouseUrl,
      queryTimeoutMs: 20_000,
      maxMemoryBytes: 1_000_000_000,
    });
    const rows = await client.rows(
      `SELECT lower(hex(trace_id)), uniqExact(span_id) FROM plimsoll.spans GROUP BY trace_id LIMIT 100000`,
      (row) => [String(row[0]), Number(row[1])] as const,
    );
    const stored = new Map(rows);
    expect(state.acknowledged.filter((traceId) => stored.get(traceId) !== SPANS_A_TRACE)).toEqual([]);
    for (const traceId of state.acknowledged.slice(-200)) {
      const { spans } = await getTraceSpans(client, { projectId: "default", traceId, maxSpans: 100 });
      expect(spans).toHaveLength(SPANS_A_TRACE);
    }
    const [duplicates] = await client.rows("SELECT count() - uniqExact(trace_id, span_id) FROM plimsoll.spans", (row) =>
      Number(row[0]),
    );
    expect(duplicates).toBe(0);

    // A delta that is lost or comes twice changes the sum.
    const sums = (table: string, value: string) =>
      client.rows(
        `SELECT any(s.attributes['sender']), any(s.attributes['part']), sum(${value}) FROM plimsoll.${table} AS p
         INNER JOIN (SELECT DISTINCT series_id, attributes FROM plimsoll.metric_series) AS s ON s.series_id = p.series_id
         GROUP BY p.series_id ORDER BY 1, 2`,
        (row) => row.map(String),
      );
    const wanted = counted.flatMap((sent, sender) => [1, 2].map((part) => [sender, part, sent].map(String)));
    expect(Math.min(...counted)).toBeGreaterThan(0);
    expect(await sums("metric_points", "p.value")).toEqual(wanted);
    // A store that is killed between a block and its views has the points alone: what it lacks is made up for.
    for (const table of ["metric_minutes", "metric_hours"]) expect(await sums(table, "p.value_sum")).toEqual(wanted);
    await client.close();
  });
});
