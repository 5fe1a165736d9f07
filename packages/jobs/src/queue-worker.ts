import { type Span, SpanStatusCode, trace } from "@opentelemetry/api";
import { AppError, toError } from "@plimsoll/core";
import { DelayedError, UnrecoverableError, WaitingError } from "bullmq";
import { Attempt, attemptsBefore, type RenewedOptions } from "./attempt-run.ts";
import type { AttemptRecord, QueueWorker, QueueWorkerOptions, RunPolicy } from "./attempt.ts";
import { backoffMs } from "./backoff.ts";
import { Deadlines } from "./deadlines.ts";
import { startPostgresWorker } from "./postgres/postgres-worker.ts";
import { startRedisWorker } from "./redis/redis-worker.ts";
import { Postpone, RetryLater } from "./run-errors.ts";
import { decodeData } from "./stored-data.ts";
import type { AppJobEnvelope } from "./app-job.ts";
import type { TakenJob, WorkerBackend, WorkerSettings } from "./worker-options.ts";

/** Reason of the signal when the worker stops: the run is put back and counts as no attempt. */
class WorkerStopped extends AppError {
  constructor() {
    super("UNAVAILABLE", "The worker stops; the job runs again elsewhere.");
  }
}
/** After the aborts of a stop, the store may be gone: the worker does not wait for it for longer. */
const LAST_WORDS_MS = 5_000;

function envelopePolicy(_name: string, data: unknown): RunPolicy {
  const { timeoutMs, backoff } = data as AppJobEnvelope;
  return { timeoutMs, backoff };
}

/** Starts working on a queue; it connects in the background and waits for the store when that is gone. */
export function startQueueWorker(options: QueueWorkerOptions): QueueWorker {
  return new RunningWorker(options);
}

class RunningWorker implements QueueWorker {
  readonly #options: QueueWorkerOptions;
  readonly #backend: WorkerBackend;
  /** Those whose run has not ended. */
  readonly #running = new Map<string, Attempt>();
  /** Those whose end is not recorded yet. */
  readonly #attempts = new WeakMap<TakenJob, Attempt>();
  readonly #deadlines = new Deadlines();
  #stopping: Promise<void> | undefined;

  constructor(options: QueueWorkerOptions) {
    this.#options = options;
    const settings: WorkerSettings = {
      process: (job, token) => this.#process(job, token),
      retryDelay: (job) => this.#attempts.get(job)?.retryMs ?? 0,
      completed: (job) => this.#record(job, null),
      failed: (job, error) => this.#record(job, error),
      stalled: (id) => options.onStalled(id),
    };
    const { redisUrl } = options.backend;
    this.#backend = redisUrl ? startRedisWorker(options, redisUrl, settings) : startPostgresWorker(options, settings);
    this.#backend.run().catch(options.onError);
  }

  active() {
    return [...this.#running.values()].map(({ id, name, attempt, startedAt }) => ({ id, name, attempt, startedAt }));
  }

  setConcurrency(concurrency: number): void {
    this.#backend.setConcurrency(concurrency);
  }

  cancel(jobId: string, by: string): boolean {
    const attempt = this.#running.get(jobId);
    attempt?.run.abort(new AppError("CONFLICT", `${by} stopped the job.`));
    return attempt !== undefined;
  }

  stop(graceMs: number): Promise<void> {
    this.#stopping ??= this.#stop(graceMs);
    return this.#stopping;
  }

  async #stop(graceMs: number): Promise<void> {
    const abort = setTimeout(() => {
      for (const { run } of this.#running.values()) run.abort(new WorkerStopped());
    }, graceMs);
    let late: NodeJS.Timeout | undefined;
    const given = new Promise<void>((resolve) => {
      late = setTimeout(resolve, graceMs + LAST_WORDS_MS);
    });
    await Promise.race([this.#backend.close(), given]);
    clearTimeout(abort);
    clearTimeout(late);
    await this.#backend.release();
  }

  async #process(job: TakenJob, token: string): Promise<unknown> {
    const span = trace.getActiveSpan();
    const { kind, queue, policy = envelopePolicy, run, onError } = this.#options;
    const known = this.#backend.readyAt(job);
    const knownReadyAt = known instanceof Promise ? await known : known;
    const { data } = decodeData(kind, job.data);
    const attempt = new Attempt({ job, queue, data, policy: policy(job.name, data), knownReadyAt, onError }, span);
    this.#running.set(attempt.id, attempt);
    this.#attempts.set(job, attempt);
    try {
      return await attempt.run.race(() => run(attempt), attempt.policy.timeoutMs, this.#deadlines);
    } catch (thrown) {
      return await this.#fail(attempt, token, thrown, span);
    } finally {
      this.#running.delete(attempt.id);
    }
  }

  /** Turns what a run threw into what BullMQ is to do with the job. */
  async #fail(attempt: Attempt, token: string, thrown: unknown, span: Span | undefined): Promise<never> {
    const { job, run } = attempt;
    if (thrown instanceof Postpone || run.reason instanceof WorkerStopped) {
      this.#attempts.delete(job);
      if (thrown instanceof Postpone && thrown.delayMs > 0) {
        await job.moveToDelayed(Date.now() + thrown.delayMs, token);
        throw new DelayedError();
      }
      await job.moveToWait(token);
      throw new WaitingError();
    }
    const error = toError(thrown);
    // An app's job fails for what its endpoint did: where in our code that was noticed tells nobody anything.
    if (this.#options.kind === "apps") error.stack = `${error.name}: ${error.message}`;
    span?.recordException(error);
    span?.setStatus({ code: SpanStatusCode.ERROR, message: error.message });
    if (error instanceof AppError && !error.retryable) {
      throw Object.assign(new UnrecoverableError(error.message), { stack: error.stack });
    }
    await this.#planRetry(attempt, error);
    throw error;
  }

  /** Decides on the wait before the next attempt, if there is to be one. */
  async #planRetry(attempt: Attempt, error: Error): Promise<void> {
    const { job, policy } = attempt;
    const failures = job.attemptsMade + 1;
    const { attempts = 1, tries = attempts } = job.opts as RenewedOptions;
    if (failures >= attempts) return;
    // Failures of earlier rounds, before a retry by hand, do not lengthen the wait.
    const inRound = Math.max(1, failures - (attempts - tries));
    const asked = error instanceof RetryLater ? error.afterMs : null;
    attempt.retryMs = Math.max(0, asked ?? backoffMs(policy.backoff, inRound));
    // Lost with the store, it costs the figure of a wait.
    await this.#backend.noteRetry(job, Date.now() + attempt.retryMs).catch(() => undefined);
  }

  #record(job: TakenJob, error: Error | null): void {
    const attempt = this.#attempts.get(job);
    this.#attempts.delete(job);
    // A job that was failed without a run, for stalling again and again, has no attempt to record.
    const startedAt = attempt?.startedAt ?? Date.now();
    const finishedAt = job.finishedOn ?? Date.now();
    const record: AttemptRecord = {
      queue: this.#options.queue,
      jobId: job.id ?? "",
      name: job.name,
      attempt: attempt?.attempt ?? attemptsBefore(job),
      outcome: error === null ? "completed" : job.finishedOn ? "failed" : "retried",
      enqueuedAt: job.timestamp,
      startedAt,
      finishedAt,
      waitMs: attempt ? Math.max(0, startedAt - attempt.readyAt) : 0,
      runMs: Math.max(0, finishedAt - startedAt),
      statusCode: attempt?.statusCode ?? null,
      error: error === null ? null : error.message,
      traceId: attempt?.traceId ?? null,
      spanId: attempt?.spanId ?? null,
    };
    try {
      this.#options.onAttempt(record);
    } catch (thrown) {
      // The job has ended all the same.
      this.#options.onError(toError(thrown));
    }
  }
}
