import { type Span, SpanStatusCode, trace, TraceFlags } from "@opentelemetry/api";
import { AppError, toError } from "@plimsoll/core";
import { DelayedError, type Job, UnrecoverableError, WaitingError } from "bullmq";
import type { AttemptRecord, QueueWorker, QueueWorkerOptions, RunningJob, RunPolicy } from "./attempt.ts";
import { backoffMs } from "./backoff.ts";
import { startPostgresWorker } from "./postgres/postgres-worker.ts";
import { startRedisWorker } from "./redis/redis-worker.ts";
import { AbortableRun } from "./run-attempt.ts";
import { Postpone, RetryLater } from "./run-errors.ts";
import { decodeData } from "./stored-data.ts";
import type { AppJobEnvelope } from "./app-job.ts";
import type { WorkerBackend } from "./worker-options.ts";

/** Reason of the signal when the worker stops: the run is put back and counts as no attempt. */
class WorkerStopped extends AppError {
  constructor() {
    super("UNAVAILABLE", "The worker stops; the job runs again elsewhere.");
  }
}
/** After the aborts of a stop, the store may be gone: the worker does not wait for it for longer. */
const LAST_WORDS_MS = 5_000;

/** What is known of an attempt from its start to its record. */
interface Attempt {
  job: Job;
  data: unknown;
  number: number;
  readyAt: number;
  startedAt: number;
  statusCode: number | null;
  policy: RunPolicy;
  run: AbortableRun;
  /** Wait before the next attempt, once this one has failed. */
  retryMs: number;
  traceId: string | null;
  spanId: string | null;
}

/** Options that a retry by hand adds to a job: tries for each round, and when the round began. */
interface RenewedOptions {
  attempts?: number;
  tries?: number;
  readyAt?: number;
}

/** Attempts begun before this one, whatever became of them. */
const attemptsBefore = (job: Job): number => job.attemptsMade + job.stalledCounter;

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
  readonly #attempts = new WeakMap<Job, Attempt>();
  #stopping: Promise<void> | undefined;

  constructor(options: QueueWorkerOptions) {
    this.#options = options;
    const settings = {
      process: (job: Job, token?: string) => this.#process(job, token ?? ""),
      retryDelay: (job: Job) => this.#attempts.get(job)?.retryMs ?? 0,
    };
    const { redisUrl } = options.backend;
    this.#backend = redisUrl ? startRedisWorker(options, redisUrl, settings) : startPostgresWorker(options, settings);
    const { worker } = this.#backend;
    worker.on("error", options.onError);
    worker.on("completed", (job) => this.#record(job, null));
    worker.on("failed", (job, error) => job && this.#record(job, error));
    worker.on("stalled", (id) => options.onStalled(id));
    worker.run().catch(options.onError);
  }

  active() {
    return [...this.#running.values()].map(({ job, number, startedAt }) => ({
      id: job.id ?? "",
      name: job.name,
      attempt: number,
      startedAt,
    }));
  }

  setConcurrency(concurrency: number): void {
    this.#backend.worker.concurrency = concurrency;
  }

  cancel(jobId: string): boolean {
    const attempt = this.#running.get(jobId);
    attempt?.run.abort(new AppError("CONFLICT", "The job was cancelled."));
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
    await Promise.race([this.#backend.worker.close(), given]);
    clearTimeout(abort);
    clearTimeout(late);
    await this.#backend.release();
  }

  async #process(job: Job, token: string): Promise<unknown> {
    const span = trace.getActiveSpan();
    const attempt = await this.#begin(job, span);
    const id = job.id ?? "";
    this.#running.set(id, attempt);
    this.#attempts.set(job, attempt);
    try {
      return await attempt.run.race(
        async () => await this.#options.run(this.#toRunningJob(attempt)),
        attempt.policy.timeoutMs,
      );
    } catch (thrown) {
      return await this.#fail(attempt, token, thrown, span);
    } finally {
      this.#running.delete(id);
    }
  }

  async #begin(job: Job, span: Span | undefined): Promise<Attempt> {
    const { data } = decodeData(this.#options.kind, job.data);
    const startedAt = job.processedOn ?? Date.now();
    const { readyAt: renewedAt = 0 } = job.opts as RenewedOptions;
    const due = job.timestamp + (job.opts.delay ?? 0);
    const retried = job.attemptsMade > 0 ? await this.#backend.readyAt(job).catch(() => null) : null;
    const context = span?.spanContext();
    const recorded = context !== undefined && (context.traceFlags & TraceFlags.SAMPLED) !== 0;
    return {
      job,
      data,
      number: attemptsBefore(job) + 1,
      readyAt: Math.min(startedAt, Math.max(due, renewedAt, retried ?? 0)),
      startedAt,
      statusCode: null,
      policy: (this.#options.policy ?? envelopePolicy)(job.name, data),
      run: new AbortableRun(),
      retryMs: 0,
      traceId: recorded ? context.traceId : null,
      spanId: recorded ? context.spanId : null,
    };
  }

  #toRunningJob(attempt: Attempt): RunningJob {
    const { job, run } = attempt;
    return {
      id: job.id ?? "",
      queue: this.#options.queue,
      name: job.name,
      data: attempt.data,
      attempt: attempt.number,
      maxAttempts: job.opts.attempts ?? 1,
      enqueuedAt: job.timestamp,
      readyAt: attempt.readyAt,
      get signal() {
        return run.signal;
      },
      traceId: attempt.traceId,
      // News of a run must not end it.
      progress: (share) => job.updateProgress(share).catch(this.#options.onError),
      log: (line) => job.log(line).then(() => undefined, this.#options.onError),
      answered: (statusCode) => {
        attempt.statusCode = statusCode;
      },
    };
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

  #record(job: Job, error: Error | null): void {
    const attempt = this.#attempts.get(job);
    this.#attempts.delete(job);
    // A job that was failed without a run, for stalling again and again, has no attempt to record.
    const startedAt = attempt?.startedAt ?? Date.now();
    const finishedAt = job.finishedOn ?? Date.now();
    const record: AttemptRecord = {
      queue: this.#options.queue,
      jobId: job.id ?? "",
      name: job.name,
      attempt: attempt?.number ?? attemptsBefore(job),
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
    this.#options.onAttempt(record);
  }
}
