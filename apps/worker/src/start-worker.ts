import { randomBytes } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { toError } from "@plimsoll/core";
import {
  DEFAULT_PROJECT_ID,
  ensurePlatformSchedules,
  jobsBackend,
  jobsRetention,
  missingAttempts,
  openDelivery,
  type Platform,
  requireStoreUrls,
  resumeBulk,
  SampleWriter,
  startScheduleTicker,
  type WorkerActiveJob,
  type WorkerQueue,
} from "@plimsoll/domain";
import {
  type AttemptRecord,
  INSTANCE_QUEUE,
  JOBS,
  type QueueKind,
  type QueueWorker,
  startJobs,
  startQueueWorker,
} from "@plimsoll/jobs";
import { type Logger, withoutSpans } from "@plimsoll/observability";
import { createJobHistoryWriter, type JobHistoryWriter } from "@plimsoll/telemetry";
import { AppQueues } from "./app-queues.ts";
import { toHistoryRow } from "./attempt-history.ts";
import { createHandlers } from "./handlers/index.ts";
import { Heartbeat } from "./heartbeat.ts";
import { quietly } from "./quietly.ts";
import { AppJobRunner } from "./run-app-job.ts";
import { SCHEDULES } from "./schedules.ts";

/** Once what another worker finished last is surely written, what is still missing was lost with a worker. */
const RECONCILE_AFTER_MS = 15_000;
/** Of the time that a stop has: what jobs get, and what history gets after them. */
const GRACE_MS = 8_000;
const LAST_ROWS_MS = 2_000;
const OWN_CONCURRENCY = Object.values(JOBS).reduce((sum, job) => sum + job.concurrency, 0);

export interface WorkerOptions {
  log: Logger;
  /** Longest time until a job of a vanished worker runs again; 30 s by default. */
  stallMs?: number;
  reconcileAfterMs?: number;
}

export interface RunningWorker {
  id: string;
  /** Takes no more jobs, lets the running ones end for eight seconds and puts back those that do not. */
  stop(graceMs?: number): Promise<void>;
}

/**
 * Works on everything: the apps' queues, Plimsoll's own, schedules, history. Any number of processes may do so side by
 * side. The stores must have been prepared; one that goes away later is waited for.
 */
export async function startWorker(platform: Platform, options: WorkerOptions): Promise<RunningWorker> {
  const { log } = options;
  const id = `wrk_${randomBytes(9).toString("base64url")}`;
  const onError = quietly((error, times) => log.warn({ err: error, times }, "a store does not answer; trying again"));
  const history = openHistory(platform, log);
  const stopping = new AbortController();
  const queues = startQueues(platform, { ...options, id, history, stopping: stopping.signal, onError });
  await ensurePlatformSchedules(platform.db, SCHEDULES);
  await queues.apps.start();
  const heartbeat = new Heartbeat(platform, { id, read: queues.state, onError });
  await heartbeat.start();
  const ticker = startScheduleTicker(platform, {
    onFired: ({ refused }) => refused.forEach((run) => log.warn({ schedule: run.name, err: run.error }, "run refused")),
    onError,
  });
  const afterMs = options.reconcileAfterMs ?? RECONCILE_AFTER_MS;
  const reconciling = reconcile(platform, { history, log, afterMs, signal: stopping.signal });
  return {
    id,
    async stop(graceMs = GRACE_MS) {
      stopping.abort();
      heartbeat.stop();
      await Promise.all([heartbeat.beat("stopping"), ticker.stop(), queues.stop(graceMs), reconciling]);
      await Promise.all([history.close(LAST_ROWS_MS), heartbeat.beat("gone")]);
    },
  };
}

interface QueueOptions extends WorkerOptions {
  id: string;
  history: JobHistoryWriter;
  stopping: AbortSignal;
  onError(error: Error): void;
}

/** Starts to work on Plimsoll's own queue; on the apps', once `apps` is started. */
function startQueues(platform: Platform, options: QueueOptions) {
  const { id, history, log, onError, stallMs } = options;
  const delivery = openDelivery(platform);
  const samples = new SampleWriter(requireStoreUrls(platform.config).CLICKHOUSE_URL);
  const runner = new AppJobRunner(platform, delivery);
  let stalled = 0;
  const shared = {
    backend: jobsBackend(platform.config),
    keep: jobsRetention(platform.config),
    onStalled: () => void (stalled += 1),
    onError,
    ...(stallMs === undefined ? {} : { stallMs }),
  };
  const record = (kind: QueueKind, attempt: AttemptRecord) => {
    const row = toHistoryRow(kind, attempt, id);
    // The row is sent with many others a moment later, which is no part of this job's trace.
    if (row) withoutSpans(() => history.add(row));
  };
  const appJobs = { run: runner.run.bind(runner), onAttempt: record.bind(null, "apps") };
  const apps = new AppQueues(platform, {
    start: (queue, concurrency) => startQueueWorker({ ...shared, ...appJobs, kind: "apps", queue, concurrency }),
    onError,
  });
  const own = startJobs({
    ...shared,
    handlers: createHandlers(platform, { id, stopping: options.stopping, samples }),
    onAttempt: (attempt) => {
      record("platform", attempt);
      logOwnJob(log, attempt);
    },
  });
  return {
    apps,
    state: () => ({
      queues: [...apps.queues(), ownQueue(own)],
      active: [...apps.active(), ...ownActive(own)],
      stalled,
    }),
    async stop(graceMs: number) {
      await Promise.all([apps.stop(graceMs), own.stop(graceMs)]);
      await Promise.all([delivery.close(), samples.close()]);
    },
  };
}

const OWN = { projectId: DEFAULT_PROJECT_ID, source: "platform", queue: INSTANCE_QUEUE };

function ownQueue(own: QueueWorker): WorkerQueue {
  return { ...OWN, concurrency: OWN_CONCURRENCY, active: own.active().length };
}

function ownActive(own: QueueWorker): WorkerActiveJob[] {
  return own.active().map((job) => ({ ...OWN, ...job, startedAt: new Date(job.startedAt).toISOString() }));
}

function logOwnJob(log: Logger, { name: job, outcome, runMs, error }: AttemptRecord): void {
  if (outcome === "completed") log.debug({ job, runMs }, "job completed");
  else log.error({ job, outcome, reason: error }, "job failed");
}

function openHistory({ config }: Platform, log: Logger): JobHistoryWriter {
  return createJobHistoryWriter({
    url: requireStoreUrls(config).CLICKHOUSE_URL,
    onDropped: (rows, reason) => log.error({ rows, err: reason }, "attempts are missing in the history of jobs"),
    onError: (error) => log.warn({ err: error }, "the history of jobs cannot be written; trying again"),
  });
}

/** Takes up what a killed process left: its bulk operations, the last rows of its history. What fails is left out: the next start tries again. */
async function reconcile(
  platform: Platform,
  options: { history: JobHistoryWriter; log: Logger; afterMs: number; signal: AbortSignal },
): Promise<void> {
  const { history, log, afterMs, signal } = options;
  const startedAt = new Date();
  try {
    await resumeBulk(platform);
    await delay(afterMs, undefined, { signal, ref: false });
    for await (const rows of missingAttempts(platform, startedAt, signal)) {
      for (const row of rows) history.add(row);
      log.info({ attempts: rows.length }, "attempts of a vanished worker were added to the history of jobs");
    }
  } catch (error) {
    if (!signal.aborted) log.warn({ err: toError(error) }, "what another process left was not taken up");
  }
}
