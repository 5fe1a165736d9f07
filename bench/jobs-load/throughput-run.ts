import { setTimeout as pause } from "node:timers/promises";
import { loadConfig } from "@plimsoll/core";
import { openJobStore, startQueueWorker } from "@plimsoll/jobs";
import { startObservability } from "@plimsoll/observability";
import { createJobHistoryWriter } from "@plimsoll/telemetry";
import { createPostgresBackend, type Job, Queue, Worker } from "bullmq";

/**
 * One run in a process of its own, so that neither side's instrumentation touches the other. Both sides do the same: so many
 * callers add one job a call, each waiting for its answer before the next, while a worker in the same process runs as many at a
 * time. Plimsoll's has on top what it has in production: envelopes, time limits, a span of each call and each run, sent to a
 * receiver in another process, a row of history of each run in ClickHouse, and the removal of finished jobs beyond 10,000.
 * Bare BullMQ has neither telemetry nor removal, and BullMQ's defaults.
 */
export interface ThroughputRun {
  side: "plimsoll" | "bare";
  redisUrl?: string;
  databaseUrl: string;
  clickhouseUrl: string;
  /** Where spans are sent. */
  otlpUrl: string;
  queue: string;
  jobs: number;
  /** Calls that add a job, at a time. */
  callers: number;
  /** Jobs worked on at a time. */
  concurrency: number;
}

interface Side {
  add(payload: unknown): Promise<unknown>;
  close(): Promise<void>;
}

const WARM_UP = 500;
const NAME = "no-op";

function payloadOf(at: number): unknown {
  return {
    order: at,
    customer: `customer-${at % 100}`,
    items: [{ sku: "a-1", count: 2 }],
    note: "sent by the benchmark",
  };
}

function startPlimsoll(run: ThroughputRun, onDone: () => void): Side {
  const observability = startObservability({
    service: "bench-jobs",
    version: "0",
    config: loadConfig({ OTEL_EXPORTER_OTLP_ENDPOINT: run.otlpUrl }),
  });
  const history = createJobHistoryWriter({
    url: run.clickhouseUrl,
    onDropped: (rows) => console.error(`dropped ${rows}`),
  });
  const backend = { redisUrl: run.redisUrl, databaseUrl: run.databaseUrl };
  const onError = (error: Error) => console.error(error);
  const store = openJobStore({ backend, kind: "apps", onError });
  const queue = `default.${run.queue}`;
  const worker = startQueueWorker({
    backend,
    kind: "apps",
    queue,
    concurrency: run.concurrency,
    keep: { completed: 10_000, completedMs: 86_400_000, failedMs: 30 * 86_400_000 },
    run: async () => ({ ok: true }),
    onAttempt: (attempt) => {
      history.add({ ...attempt, projectId: "default", source: "apps", queue: run.queue, worker: "bench" });
      onDone();
    },
    onStalled: () => undefined,
    onError,
  });
  const settings = { target: null, timeoutMs: 30_000, backoff: { type: "exponential", delayMs: 1000, jitter: 0.5 } };
  return {
    add: (payload) =>
      store.add(queue, [{ name: NAME, attempts: 5, data: { v: 1, ...settings, by: "bench", payload } }]),
    async close() {
      await worker.stop(1_000);
      await store.close();
      await history.close();
      await observability.stop();
    },
  };
}

function startBare(run: ThroughputRun, onDone: () => void): Side {
  const work = async (_job: Job) => ({ ok: true });
  const { redisUrl, queue: name, concurrency } = run;
  if (redisUrl) {
    const queue = new Queue(name, { connection: { url: redisUrl } });
    const worker = new Worker(name, work, { connection: { url: redisUrl }, concurrency }).on("completed", onDone);
    return {
      add: (payload) => queue.add(NAME, payload),
      async close() {
        await worker.close();
        await queue.close();
      },
    };
  }
  const connection = { connectionString: run.databaseUrl, schema: "bullmq", migrate: true, max: 10 };
  const queue = new Queue(name, { connection }, createPostgresBackend);
  const worker = new Worker(name, work, { connection, concurrency }, createPostgresBackend);
  worker.on("completed", onDone);
  return {
    add: (payload) => queue.add(NAME, payload),
    async close() {
      await worker.close();
      await queue.close();
    },
  };
}

/** Seconds from the first call to the last job's end. */
async function measure(run: ThroughputRun): Promise<number> {
  let done = 0;
  const onDone = () => {
    done += 1;
  };
  const side = run.side === "plimsoll" ? startPlimsoll(run, onDone) : startBare(run, onDone);
  const addAll = async (count: number) => {
    let next = 0;
    const call = async () => {
      while (next < count) await side.add(payloadOf(next++));
    };
    await Promise.all(Array.from({ length: run.callers }, call));
  };
  const finish = async (count: number) => {
    while (done < count) await pause(1);
  };
  await addAll(WARM_UP);
  await finish(WARM_UP);
  done = 0;
  const start = performance.now();
  await addAll(run.jobs);
  await finish(run.jobs);
  const seconds = (performance.now() - start) / 1000;
  await side.close();
  return seconds;
}

process.once("message", (run: ThroughputRun) => {
  measure(run).then(
    (seconds) => process.send?.({ seconds }, () => process.exit(0)),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
