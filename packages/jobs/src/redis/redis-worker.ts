import { Worker } from "bullmq";
import type { QueueWorkerOptions } from "../attempt.ts";
import { runShape } from "../telemetry.ts";
import { TIDY_BATCH, tidyFinished } from "../tidy-finished.ts";
import { sharedOptions, type TakenJob, type WorkerBackend, type WorkerSettings } from "../worker-options.ts";
import { connectRedis, type RedisClient } from "./connect.ts";
import { NAMES_KEY, prefixOf } from "./queue-keys.ts";
import { EXCHANGE } from "./exchange-script.ts";
import { FailureReasons } from "./failure-reasons.ts";
import { LoneEnds } from "./lone-ends.ts";
import { RedisJob } from "./redis-job.ts";
import { RunLoop } from "./run-loop.ts";
import { TRIM } from "./scripts.ts";

/** Field of a job's hash, beside BullMQ's, with the time at which its next attempt becomes ready. */
const READY_FIELD = "readyAt";

type Script = (...args: (string | number)[]) => Promise<unknown>;
type Scripted = RedisClient & Record<"plimsollTrim" | "plimsollExchange", Script>;

function connectWorker(redisUrl: string, onError: (error: Error) => void): Scripted {
  const client = connectRedis(redisUrl, "worker");
  client.on("error", onError);
  client.defineCommand("plimsollTrim", { numberOfKeys: 1, lua: TRIM });
  client.defineCommand("plimsollExchange", { numberOfKeys: 9, lua: EXCHANGE });
  return client as Scripted;
}

function tidyQueue(client: Scripted, key: string, { keep, onError, tidyMs }: QueueWorkerOptions) {
  const remove = async (state: string, kept: number | "", before: number | ""): Promise<number> =>
    Number(await client.plimsollTrim(`${key}${state}`, key, kept, before, TIDY_BATCH));
  return tidyFinished({
    trim: () => remove("completed", keep.completed, ""),
    async expire() {
      const now = Date.now();
      const completed = await remove("completed", "", now - keep.completedMs);
      return Math.max(completed, await remove("failed", "", now - keep.failedMs));
    },
    onError,
    everyMs: tidyMs,
  });
}

/** When the last of the children of a job ended; null when none is left or Redis does not say. */
async function childrenEnded(client: RedisClient, jobKey: string): Promise<number | null> {
  try {
    const keys = (await Promise.all([client.hkeys(`${jobKey}:processed`), client.hkeys(`${jobKey}:failed`)])).flat();
    const times = await Promise.all(keys.map((key) => client.hget(key, "finishedOn")));
    return Math.max(0, ...times.map(Number)) || null;
  } catch {
    return null;
  }
}

function alsoNoting(settings: WorkerSettings, noteFinished: () => void): WorkerSettings {
  return {
    ...settings,
    completed(job) {
      noteFinished();
      settings.completed(job);
    },
  };
}

/** A worker on Redis: one connection for work and one that waits for jobs. */
export function startRedisWorker(
  options: QueueWorkerOptions,
  redisUrl: string,
  settings: WorkerSettings,
): WorkerBackend {
  const { kind, queue, onError } = options;
  const prefix = prefixOf(kind, queue);
  const client = connectWorker(redisUrl, onError);
  const shared = sharedOptions(options, (job) => ends.retryDelay(job));
  const worker = new Worker(queue, null, { ...shared, connection: client, prefix });
  worker.on("error", onError);
  worker.on("stalled", settings.stalled);
  const key = `${prefix}:${queue}:`;
  const tidying = tidyQueue(client, key, options);
  const noting = alsoNoting(settings, tidying.noteFinished);
  const ends = new LoneEnds({ worker, settings: noting, reasons: new FailureReasons(client, key), onError });
  const loop = new RunLoop({
    shape: runShape(kind, queue),
    worker,
    ends,
    exchange: (...args) => client.plimsollExchange(...args),
    prefix: key,
    concurrency: options.concurrency,
    lockMs: shared.lockDuration,
    settings: noting,
    onError,
  });
  // Queues are known by name from their first job or worker on.
  client.sadd(NAMES_KEY[kind], queue).catch(onError);
  return {
    run: () => loop.run(),
    async close() {
      await loop.close();
      await worker.close();
    },
    setConcurrency: (concurrency) => loop.setConcurrency(concurrency),
    readyAt(job) {
      const known = job instanceof RedisJob ? job.readyAt : null;
      return known === null && job.opts.children ? childrenEnded(client, `${key}${job.id}`) : known;
    },
    async noteRetry(job: TakenJob, readyAt) {
      await client.hset(`${key}${job.id}`, READY_FIELD, readyAt);
    },
    async release() {
      tidying.stop();
      client.disconnect();
    },
  };
}
