import { type Job, Worker } from "bullmq";
import type { QueueWorkerOptions } from "../attempt.ts";
import { workerTelemetry } from "../telemetry.ts";
import { sharedOptions, type WorkerBackend, type WorkerSettings } from "../worker-options.ts";
import { connectRedis } from "./connect.ts";
import { NAMES_KEY, prefixOf } from "./queue-keys.ts";

/** Field of a job's hash, beside BullMQ's, with the time at which its next attempt becomes ready. */
const READY_FIELD = "readyAt";

/** A worker on Redis: one connection for work and one that waits for jobs. */
export function startRedisWorker(
  options: QueueWorkerOptions,
  redisUrl: string,
  settings: WorkerSettings,
): WorkerBackend {
  const { kind, queue, keep } = options;
  const prefix = prefixOf(kind, queue);
  const client = connectRedis(redisUrl, "worker");
  client.on("error", options.onError);
  const worker = new Worker(queue, settings.process, {
    ...sharedOptions(options, settings),
    connection: client,
    prefix,
    telemetry: workerTelemetry(kind, queue),
    removeOnComplete: { count: keep.completed, age: Math.ceil(keep.completedMs / 1000) },
    removeOnFail: { age: Math.ceil(keep.failedMs / 1000) },
  });
  // Queues are known by name from their first job or worker on.
  client.sadd(NAMES_KEY[kind], queue).catch(options.onError);
  const keyOf = (job: Job) => `${prefix}:${queue}:${job.id}`;
  return {
    worker,
    async readyAt(job) {
      const text = await client.hget(keyOf(job), READY_FIELD);
      return text ? Number(text) : null;
    },
    async noteRetry(job, readyAt) {
      await client.hset(keyOf(job), READY_FIELD, readyAt);
    },
    async release() {
      client.disconnect();
    },
  };
}
