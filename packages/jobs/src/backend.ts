import { createPostgresBackend, type Job, Queue, type QueueOptions, Worker } from "bullmq";
import { BullMQOtel } from "bullmq-otel";
import type { BackendOptions } from "./open-job-store.ts";

const PREFIX = "{plimsoll}";
/** Schema of BullMQ's tables; they migrate themselves, apart from ours. */
const SCHEMA = "bullmq";

const postgres = ({ databaseUrl }: BackendOptions) => ({
  connectionString: databaseUrl,
  schema: SCHEMA,
  migrate: true,
  max: 4,
  connectionTimeoutMillis: 5_000,
});
const redis = (url: string) => ({
  connection: { url, maxRetriesPerRequest: null, connectTimeout: 5_000 },
  prefix: PREFIX,
});
const telemetry = () => new BullMQOtel({ tracerName: "plimsoll" });

/** What we use of a queue, on either backend. */
export interface JobQueue extends Pick<Queue, "add" | "upsertJobScheduler" | "close"> {
  on(event: "error", listener: (error: Error) => void): unknown;
  waitUntilReady(): Promise<unknown>;
}

/** A queue on the backend that the options choose. */
export function openQueue(name: string, options: BackendOptions): JobQueue {
  const shared: Omit<QueueOptions, "connection"> = { telemetry: telemetry() };
  if (options.redisUrl) return new Queue(name, { ...shared, ...redis(options.redisUrl) });
  return new Queue(name, { ...shared, connection: postgres(options) }, createPostgresBackend);
}

export type ProcessJob = (job: Job) => Promise<unknown>;

/** What we use of a worker, on either backend. */
export interface JobWorker extends Pick<Worker, "run" | "close"> {
  on(event: "error", listener: (error: Error) => void): unknown;
  on(event: "completed", listener: (job: Job, result: unknown) => void): unknown;
  on(event: "failed", listener: (job: Job | undefined, error: Error) => void): unknown;
  waitUntilReady(): Promise<unknown>;
}

/** A worker on the same backend; call `run()` to start it. */
export function openWorker(
  name: string,
  work: ProcessJob,
  options: BackendOptions & { concurrency: number },
): JobWorker {
  const shared = { autorun: false, concurrency: options.concurrency, telemetry: telemetry() };
  if (options.redisUrl) return new Worker(name, work, { ...shared, ...redis(options.redisUrl) });
  return new Worker(name, work, { ...shared, connection: postgres(options) }, createPostgresBackend);
}
