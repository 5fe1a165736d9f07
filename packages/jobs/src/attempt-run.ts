import { type Span, TraceFlags } from "@opentelemetry/api";
import type { RunningJob, RunPolicy } from "./attempt.ts";
import type { TakenJob } from "./worker-options.ts";
import { AbortableRun } from "./run-attempt.ts";

/** Options that a retry by hand adds to a job: tries for each round, and when the round began. */
export interface RenewedOptions {
  attempts?: number;
  tries?: number;
  readyAt?: number;
}

/** Attempts begun before this one, whatever became of them. */
export const attemptsBefore = (job: TakenJob): number => job.attemptsMade + job.stalledCounter;

export interface AttemptStart {
  job: TakenJob;
  queue: string;
  data: unknown;
  policy: RunPolicy;
  /** When a retried or promoted attempt became ready, as far as that is known. */
  knownReadyAt: number | null;
  onError(error: Error): void;
}

/** An attempt from its start to its record, which is also what the run gets. */
export class Attempt implements RunningJob {
  readonly job: TakenJob;
  readonly id: string;
  readonly queue: string;
  readonly name: string;
  readonly data: unknown;
  readonly attempt: number;
  readonly maxAttempts: number;
  readonly enqueuedAt: number;
  readonly readyAt: number;
  readonly startedAt: number;
  readonly policy: RunPolicy;
  readonly run = new AbortableRun();
  readonly traceId: string | null;
  readonly spanId: string | null;
  statusCode: number | null = null;
  /** Wait before the next attempt, once this one has failed. */
  retryMs = 0;
  readonly #onError: (error: Error) => void;

  constructor({ job, queue, data, policy, knownReadyAt, onError }: AttemptStart, span: Span | undefined) {
    const { readyAt: renewedAt = 0 } = job.opts as RenewedOptions;
    const context = span?.spanContext();
    const recorded = context !== undefined && (context.traceFlags & TraceFlags.SAMPLED) !== 0;
    this.job = job;
    this.id = job.id ?? "";
    this.queue = queue;
    this.name = job.name;
    this.data = data;
    this.attempt = attemptsBefore(job) + 1;
    this.maxAttempts = job.opts.attempts ?? 1;
    this.enqueuedAt = job.timestamp;
    this.startedAt = job.processedOn ?? Date.now();
    const due = job.timestamp + (job.opts.delay ?? 0);
    this.readyAt = Math.min(this.startedAt, Math.max(renewedAt, knownReadyAt ?? 0) || due);
    this.policy = policy;
    this.traceId = recorded ? context.traceId : null;
    this.spanId = recorded ? context.spanId : null;
    this.#onError = onError;
  }

  get signal(): AbortSignal {
    return this.run.signal;
  }

  // News of a run must not end it.
  async progress(share: number): Promise<void> {
    await this.job.updateProgress(share).catch(this.#onError);
  }
  async log(line: string): Promise<void> {
    await this.job.log(line).catch(this.#onError);
  }
  answered(statusCode: number): void {
    this.statusCode = statusCode;
  }
}
