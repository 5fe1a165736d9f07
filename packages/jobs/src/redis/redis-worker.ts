import { type Job, Worker } from "bullmq";
import type { QueueWorkerOptions } from "../attempt.ts";
import { workerTelemetry } from "../telemetry.ts";
import { TIDY_BATCH, tidyFinished } from "../tidy-finished.ts";
import { sharedOptions, type WorkerBackend, type WorkerSettings } from "../worker-options.ts";
import { connectRedis, type RedisClient } from "./connect.ts";
import { NAMES_KEY, prefixOf } from "./queue-keys.ts";
import { TRIM } from "./scripts.ts";
import { writeTogether } from "./write-together.ts";

/** Field of a job's hash, beside BullMQ's, with the time at which its next attempt becomes ready. */
const READY_FIELD = "readyAt";

type Trimming = RedisClient & { plimsollTrim(...args: (string | number)[]): Promise<unknown> };

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
  writeTogether(client);
  const worker = new Worker(queue, settings.process, {
    ...sharedOptions(options, settings),
    connection: client,
    prefix,
    telemetry: workerTelemetry(kind, queue),
  });
  client.defineCommand("plimsollTrim", { numberOfKeys: 1, lua: TRIM });
  const remove = async (state: string, kept: number | "", before: number | ""): Promise<number> => {
    const key = `${prefix}:${queue}:`;
    return Number(await (client as Trimming).plimsollTrim(`${key}${state}`, key, kept, before, TIDY_BATCH));
  };
  const tidying = tidyFinished({
    trim: () => remove("completed", keep.completed, ""),
    async expire() {
      const now = Date.now();
      const completed = await remove("completed", "", now - keep.completedMs);
      return Math.max(completed, await remove("failed", "", now - keep.failedMs));
    },
    onError: options.onError,
  });
  worker.on("completed", tidying.noteFinished);
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
      tidying.stop();
      client.disconnect();
    },
  };
}
