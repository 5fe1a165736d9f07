import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { startTestStores, type TestStores } from "@plimsoll/embedded";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  createJobHistoryWriter,
  createTelemetryClient,
  type JobAttemptRow,
  jobAttempts,
  jobHistory,
  migrateTelemetry,
  queueRates,
  type TelemetryClient,
  writeQueueSamples,
} from "../index.ts";
import { command } from "../testing/insert-spans.ts";

let stores: TestStores;
let client: TelemetryClient;
beforeAll(async () => {
  stores = await startTestStores({ clickhouse: true });
  await migrateTelemetry({ url: stores.clickhouseUrl, retentionDays: 14, rollupRetentionDays: 90 });
  client = createTelemetryClient({ url: stores.clickhouseUrl, queryTimeoutMs: 20_000, maxMemoryBytes: 500_000_000 });
});
afterAll(async () => {
  await client?.close();
  await stores?.stop();
});

/** A whole minute half an hour ago. */
const start = Math.floor(Date.now() / 60_000 - 30) * 60_000;
const iso = (ms: number) => new Date(ms).toISOString();

function attempt(project: string, number: number, changes: Partial<JobAttemptRow> = {}): JobAttemptRow {
  const startedAt = start + number;
  return {
    projectId: project,
    source: "apps",
    queue: "emails",
    jobId: `job_${number}`,
    name: "email.send",
    attempt: 1,
    outcome: "completed",
    enqueuedAt: startedAt - 50,
    startedAt,
    finishedAt: startedAt + 10,
    waitMs: 50,
    runMs: 10,
    worker: "worker-1",
    ...changes,
  };
}

const noDrops = (rows: number, reason: Error) => {
  throw new Error(`${rows} rows were dropped: ${reason.message}`);
};
const open = (options: Partial<Parameters<typeof createJobHistoryWriter>[0]> = {}) =>
  createJobHistoryWriter({ url: stores.clickhouseUrl, onDropped: noDrops, ...options });

async function store(rows: readonly JobAttemptRow[]): Promise<void> {
  const writer = open();
  for (const row of rows) writer.add(row);
  await writer.close();
}

const range = { from: iso(start), to: iso(start + 600_000) };
const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

describe("history of jobs", () => {
  it("keeps each attempt of a job with what it is worth knowing", async () => {
    await store([
      attempt("one", 1, {
        jobId: "job_a",
        outcome: "retried",
        statusCode: 503,
        error: `Bestätigung: ${"x".repeat(5000)}`,
        traceId: "0123456789abcdef0123456789abcdef",
        spanId: "0123456789abcdef",
        waitMs: 1.234,
        runMs: 0.5,
      }),
      attempt("one", 5000, { jobId: "job_a", attempt: 2, outcome: "stalled" }),
      attempt("one", 9000, { jobId: "job_a", attempt: 3 }),
      attempt("one", 9000, { jobId: "job_b" }),
      attempt("other", 9000, { jobId: "job_a" }),
      attempt("one", 9000, { jobId: "job_a", queue: "images" }),
    ]);
    const input = { projectId: "one", source: "apps", queue: "emails", jobId: "job_a" };
    const attempts = await jobAttempts(client, { ...input, since: iso(start) });
    expect(attempts).toEqual([
      {
        attempt: 1,
        outcome: "retried",
        startedAt: iso(start + 1),
        finishedAt: iso(start + 11),
        waitMs: 1.234,
        runMs: 0.5,
        statusCode: 503,
        error: `Bestätigung: ${"x".repeat(4083)}`,
        traceId: "0123456789abcdef0123456789abcdef",
        spanId: "0123456789abcdef",
        worker: "worker-1",
      },
      expect.objectContaining({ attempt: 2, outcome: "stalled", statusCode: null, error: null, traceId: null }),
      expect.objectContaining({ attempt: 3, outcome: "completed", spanId: null }),
    ]);
    expect(await jobAttempts(client, input)).toEqual(attempts);
    expect(await jobAttempts(client, { ...input, since: iso(start + 3_600_000) })).toEqual([]);
  });

  it("counts outcomes and percentiles by step and by name", async () => {
    const rows = Array.from({ length: 1000 }, (_, index) =>
      attempt("figures", index * 100, {
        runMs: index + 1,
        waitMs: 2 * (index + 1),
        outcome: index % 10 === 0 ? "failed" : index % 10 === 1 ? "retried" : "completed",
      }),
    );
    const others = [
      attempt("figures", 1, { name: "email.check", runMs: 3 }),
      attempt("figures", 2, { name: "email.check", outcome: "stalled", runMs: 60_000 }),
    ];
    await store([...rows, ...others]);
    const history = await jobHistory(client, { projectId: "figures", source: "apps", queue: "emails", ...range });
    expect(history.stepMs).toBe(60_000);
    expect(history.fromMs).toBe(start);
    expect(history.completed).toHaveLength(10);
    expect(history.completed.slice(0, 3)).toEqual([481, 320, 0]);
    expect(history.retried.slice(0, 3)).toEqual([60, 40, 0]);
    expect(history.failed.slice(0, 3)).toEqual([60, 40, 0]);
    expect(history.runP50Ms[2]).toBeNull();
    expect(history.runP50Ms[1]).toBeGreaterThan(776);
    expect(history.runP50Ms[1]).toBeLessThan(824);
    const [send, check] = history.names;
    expect(send).toMatchObject({ name: "email.send", finished: 900, failureRatio: 0.2 });
    const close = (value: number | undefined, wanted: number) => {
      expect(value).toBeGreaterThan(wanted * 0.97);
      expect(value).toBeLessThan(wanted * 1.03);
    };
    close(send?.runP50Ms, 500);
    close(send?.runP95Ms, 950);
    close(send?.runP99Ms, 990);
    close(send?.waitP50Ms, 1000);
    close(send?.waitP95Ms, 1900);
    expect(check).toMatchObject({ name: "email.check", finished: 1, failureRatio: 0 });
    const [rates, ...more] = await queueRates(client, { projectId: "figures", ...range });
    expect(more).toEqual([]);
    expect(rates).toMatchObject({ source: "apps", queue: "emails", finishedPerMinute: 90.1 });
    expect(rates?.failureRatio).toBeCloseTo(200 / 1001);
    expect(sum(rates?.sparkline ?? [])).toBe(901);
    close(rates?.runP95Ms ?? 0, 950);
  });

  it("counts an attempt once that was written twice, in one batch or by two workers", async () => {
    const row = attempt("twice", 1);
    await store([row, row, attempt("twice", 2)]);
    await store([row]);
    const input = { projectId: "twice", source: "apps", queue: "emails", ...range };
    expect(sum((await jobHistory(client, input)).completed)).toBe(2);
    expect(await queueRates(client, input)).toMatchObject([{ finishedPerMinute: 0.2 }]);
    expect(await jobAttempts(client, { ...input, jobId: row.jobId })).toHaveLength(1);
  });

  it("reads long ranges from the hours and large ones from the roll-ups", async () => {
    await command(
      stores.clickhouseUrl,
      `INSERT INTO plimsoll.job_attempts (project_id, source, queue, name, job_id, attempt, outcome, enqueued_at, started_at, finished_at, wait_us, run_us)
SELECT 'large', 'apps', concat('q', toString(number % 3)), 'n', toString(number), 1, number % 4, fromUnixTimestamp64Milli(toInt64(${start})), fromUnixTimestamp64Milli(toInt64(${start})),
  fromUnixTimestamp64Milli(toInt64(${start}) + intDiv(number, 10)), 1000, 2000 FROM numbers(1200000)`,
    );
    const queues = await queueRates(client, { projectId: "large", ...range });
    expect(queues.map((queue) => queue.queue).sort()).toEqual(["q0", "q1", "q2"]);
    expect(sum(queues.flatMap((queue) => queue.sparkline))).toBe(600_000);
    const month = { from: iso(start - 20 * 86_400_000), to: iso(start + 10 * 86_400_000) };
    const history = await jobHistory(client, { projectId: "large", source: "apps", queue: "q1", ...month });
    expect(sum(history.completed) + sum(history.retried) + sum(history.failed)).toBe(300_000);
    expect(history.names[0]?.runP95Ms).toBeGreaterThan(1.88);
    expect(history.names[0]?.runP95Ms).toBeLessThan(2.12);
    await command(stores.clickhouseUrl, "OPTIMIZE TABLE plimsoll.job_hours FINAL");
    const merged = await jobHistory(client, { projectId: "large", source: "apps", queue: "q1", ...month });
    expect(merged.completed).toEqual(history.completed);
  });

  it("shows the backlog as sampled, the largest of each step", async () => {
    const sample = { projectId: "backlog", source: "apps", queue: "emails", active: 1, delayed: 2, failed: 3 };
    await writeQueueSamples({ url: stores.clickhouseUrl }, [
      { ...sample, at: start, waiting: 10, oldestWaitingMs: 500 },
      { ...sample, at: start + 15_000, waiting: 30, oldestWaitingMs: 9000 },
      { ...sample, at: start + 61_000, waiting: 0, oldestWaitingMs: null },
      { ...sample, at: start + 61_000, waiting: 7, oldestWaitingMs: 1, queue: "other" },
    ]);
    const history = await jobHistory(client, { projectId: "backlog", source: "apps", queue: "emails", ...range });
    expect(history.waiting.slice(0, 3)).toEqual([30, 0, null]);
    expect(history.oldestWaitingMs.slice(0, 3)).toEqual([9000, 0, null]);
    expect(history.completed).toEqual(Array.from({ length: 10 }, () => 0));
    expect(history.names).toEqual([]);
  });
});

describe("the writer of history", () => {
  const count = async (project: string) => {
    const [row] = await client.rows(
      "SELECT count() FROM plimsoll.job_attempts WHERE project_id = {project:String}",
      (cells) => Number(cells[0]),
      { params: { project } },
    );
    return row;
  };

  it("keeps rows while the store is down and then writes all of them, once", async () => {
    await stores.kill("clickhouse", "SIGKILL");
    let told: Error | undefined;
    let tell = () => undefined as void;
    const failed = new Promise<void>((resolve) => {
      tell = resolve;
    });
    const writer = open({
      flushMs: 5,
      onError: (error) => {
        told = error;
        tell();
      },
    });
    for (let number = 0; number < 12_000; number++) writer.add(attempt("down", number));
    await failed;
    expect(told?.message).toMatch(/cannot be reached/);
    for (let number = 12_000; number < 20_000; number++) writer.add(attempt("down", number));
    await stores.restart("clickhouse");
    await writer.close();
    expect(await count("down")).toBe(20_000);
  });

  it("sends a batch again with the same token when its answer was lost", async () => {
    const target = new URL(stores.clickhouseUrl);
    let lost = 0;
    // Passes requests on and breaks the first answer off.
    const proxy = createServer((request, response) => {
      void buffer(request).then(async (body) => {
        const headers = { authorization: request.headers.authorization ?? "" };
        const answer = await fetch(`${target.origin}${request.url}`, { method: "POST", headers, body });
        await answer.arrayBuffer();
        if (lost++ === 0) response.destroy();
        else response.writeHead(answer.status).end();
      });
    }).listen(0, "127.0.0.1");
    await once(proxy, "listening");
    const url = new URL(stores.clickhouseUrl);
    url.port = String((proxy.address() as AddressInfo).port);
    const writer = open({ url: url.href });
    for (let number = 0; number < 100; number++) writer.add(attempt("lost", number));
    await writer.close();
    proxy.close();
    expect(lost).toBe(2);
    expect(await count("lost")).toBe(100);
    const [rolled] = await client.rows(
      "SELECT sum(completed) FROM plimsoll.job_minutes WHERE project_id = 'lost'",
      (row) => Number(row[0]),
    );
    expect(rolled).toBe(100);
  });

  it("holds no more than its bound, and says how many rows it gave up", async () => {
    const dropped: [number, string][] = [];
    const writer = createJobHistoryWriter({
      url: "http://default:x@127.0.0.1:1",
      maxBufferBytes: 100_000,
      batchRows: 100,
      onDropped: (rows, reason) => dropped.push([rows, reason.message]),
    });
    const memory = process.memoryUsage().arrayBuffers;
    for (let number = 0; number < 50_000; number++) writer.add(attempt("full", number));
    expect(process.memoryUsage().arrayBuffers - memory).toBeLessThan(5_000_000);
    await writer.close(50);
    expect(sum(dropped.map(([rows]) => rows))).toBe(50_000);
    expect(dropped.some(([, reason]) => reason.includes("buffer of job history was full"))).toBe(true);
    expect(dropped.some(([, reason]) => reason.includes("ECONNREFUSED") || reason.includes("AbortError"))).toBe(true);
  });
});
