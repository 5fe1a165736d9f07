import { setTimeout as pause } from "node:timers/promises";
import { context, ROOT_CONTEXT } from "@opentelemetry/api";
import { toError } from "@plimsoll/core";
import { DelayedError, type IQueueBackend, UnrecoverableError, WaitingError, type Worker } from "bullmq";
import { type SpanShape, startRunTrace } from "../telemetry.ts";
import { isUnreachable } from "../unavailable.ts";
import { TRY_AGAIN_MS, type WorkerSettings } from "../worker-options.ts";
import { JobLocks } from "./job-locks.ts";
import type { LoneEnds } from "./lone-ends.ts";
import { RedisJob } from "./redis-job.ts";

type Exchange = (...args: (string | number)[]) => Promise<unknown>;
type ExchangeReply = [codes: number[], jobs: (string | null)[][], nextAt: number];

interface Ended {
  job: RedisJob;
  /** JSON of what the run returned. */
  result: string;
}

export interface RunLoopOptions {
  /** Of the runs' spans. */
  shape: SpanShape;
  /** BullMQ's worker, not started: it looks after connections, stalled jobs and all steps that are not of this loop. */
  worker: Worker;
  exchange: Exchange;
  /** Key prefix of the jobs. */
  prefix: string;
  concurrency: number;
  lockMs: number;
  settings: WorkerSettings;
  ends: LoneEnds;
  onError(error: Error): void;
}

/** Of one call; a script has room for some thousands of values. */
const MOST_AT_ONCE = 500;
/** Calls under way: Redis works on one while jobs of the other run here. */
const MOST_EXCHANGES = 2;
/** An idle worker looks for jobs this often, should a marker have been lost. */
const IDLE_MS = 5_000;
const LONGEST_WAIT_MS = 10_000;

/**
 * Takes jobs, runs them and ends them. Jobs that end at about the same time are ended, and as many others taken, by one
 * call of the script EXCHANGE; failures, flows and deduplication keys go the way of BullMQ's own operations.
 */
export class RunLoop {
  readonly #options: RunLoopOptions;
  readonly #backend: IQueueBackend;
  readonly #tokenBase: string;
  readonly #locks: JobLocks;
  readonly #ended: Ended[] = [];
  #concurrency: number;
  #taken = 0;
  /** Jobs whose run has not ended, or whose end is on its way by itself. */
  #busy = 0;
  #wanted = 0;
  #exchanges = 0;
  #planned = false;
  #waiting = false;
  #pausing = false;
  #closing = false;
  #idle: (() => void) | undefined;

  constructor(options: RunLoopOptions) {
    this.#options = options;
    this.#backend = options.worker.getBackend();
    this.#tokenBase = options.worker.id;
    this.#concurrency = options.concurrency;
    this.#locks = new JobLocks(options.worker, options.lockMs, options.onError);
  }

  setConcurrency(concurrency: number): void {
    this.#concurrency = concurrency;
    this.#plan();
  }

  async run(): Promise<void> {
    await this.#backend.waitUntilReady();
    if (this.#closing) return;
    await this.#options.worker.startStalledCheckTimer();
    this.#locks.start();
    this.#send();
  }

  /** Takes no more jobs and waits until those that run have ended and are stored. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#options.ends.close();
    const isIdle = () => this.#busy + this.#ended.length + this.#exchanges === 0;
    if (this.#waiting) await this.#backend.disconnectBlocking(true);
    if (!isIdle()) {
      await new Promise<void>((resolve) => {
        this.#idle = () => {
          if (isIdle()) resolve();
        };
      });
    }
    this.#locks.stop();
  }

  /** Plans a call for the end of this turn of the event loop; at once where half of the jobs have ended. */
  #plan(): void {
    this.#idle?.();
    if (this.#ended.length * 2 >= this.#concurrency && this.#exchanges < MOST_EXCHANGES) return this.#send();
    if (this.#planned || this.#exchanges >= MOST_EXCHANGES) return;
    this.#planned = true;
    setImmediate(() => {
      this.#planned = false;
      this.#send();
    });
  }

  /** `woken`: the marker that says there are jobs is ours, to take them or to wake others. */
  #send(woken = false): void {
    if (this.#exchanges >= MOST_EXCHANGES || this.#pausing) return;
    const ended = this.#ended.splice(0, MOST_AT_ONCE);
    const free = this.#concurrency - this.#busy - this.#ended.length - this.#wanted;
    const want = this.#closing ? 0 : Math.min(MOST_AT_ONCE, Math.max(0, free));
    if (ended.length === 0 && !woken && (want === 0 || this.#waiting)) return;
    this.#exchanges += 1;
    this.#wanted += want;
    // None of this is part of the trace of the job that happened to end last.
    void context.with(ROOT_CONTEXT, () => this.#exchange(ended, want));
  }

  async #exchange(ended: Ended[], want: number): Promise<void> {
    const now = Date.now();
    const token = `${this.#tokenBase}:${this.#taken++}`;
    const args = this.#argumentsOf(ended, want, token, now);
    let reply: ExchangeReply | undefined;
    try {
      reply = (await this.#options.exchange(...args)) as ExchangeReply;
    } catch (error) {
      this.#settle(want);
      this.#recover(ended, toError(error));
    }
    if (reply) {
      const [codes, jobs, nextAt] = reply;
      this.#settle(want);
      this.#finish(ended, codes, now);
      this.#startAll(jobs, token, now);
      if (jobs.length < want) this.#watch(nextAt);
    }
    this.#plan();
  }

  #settle(want: number): void {
    this.#exchanges -= 1;
    this.#wanted -= want;
  }

  #argumentsOf(ended: Ended[], want: number, token: string, now: number): (string | number)[] {
    const { prefix, lockMs } = this.#options;
    const args: (string | number)[] = KEYS_OF_EXCHANGE.map((part) => prefix + part);
    args.push(prefix, now, lockMs, token, want);
    for (const { job, result } of ended) args.push(job.id, job.token, job.attemptsMade + 1, result);
    return args;
  }

  #finish(ended: Ended[], codes: number[], now: number): void {
    for (const [index, { job }] of ended.entries()) {
      this.#locks.delete(job);
      if (codes[index] === 0) {
        job.finishedOn = now;
        this.#options.settings.completed(job);
      } else {
        // Another worker has it, or had it: there it is recorded.
        this.#options.onError(new Error(`The job ${job.id} ended after it had lost its lock (${codes[index]}).`));
      }
    }
  }

  #startAll(rows: (string | null)[][], token: string, now: number): void {
    for (const fields of rows) {
      const job = new RedisJob(this.#backend, fields, token, now);
      this.#busy += 1;
      this.#locks.add(job);
      this.#start(job);
    }
  }

  #start(job: RedisJob): void {
    if (job.deferredFailure !== null) {
      void this.#fail(job, new UnrecoverableError(job.deferredFailure));
      return;
    }
    const { settings, shape } = this.#options;
    const { span, runContext } = startRunTrace(shape, job, job.opts.tm);
    context.with(runContext, settings.process, settings, job, job.token).then(
      (result) => {
        span.end();
        this.#complete(job, result);
      },
      (error: unknown) => {
        span.end();
        void this.#fail(job, toError(error));
      },
    );
  }

  #complete(job: RedisJob, value: unknown): void {
    try {
      const result = JSON.stringify(value) ?? "null";
      if (job.isTied) void this.#completeAlone(job, value);
      else {
        this.#busy -= 1;
        this.#ended.push({ job, result });
        this.#plan();
      }
    } catch (error) {
      void this.#fail(job, toError(error));
    }
  }

  async #completeAlone(job: RedisJob, value: unknown): Promise<void> {
    await this.#options.ends.complete(job, value);
    this.#release(job);
  }

  async #fail(job: RedisJob, error: Error): Promise<void> {
    // One that was put off has moved on already.
    if (!(error instanceof DelayedError || error instanceof WaitingError)) await this.#options.ends.fail(job, error);
    this.#release(job);
  }

  #release(job: RedisJob): void {
    this.#locks.delete(job);
    this.#busy -= 1;
    this.#plan();
  }

  /** After a call that failed as a whole. */
  #recover(ended: Ended[], error: Error): void {
    if (isUnreachable(error)) {
      // What cannot be stored any more runs again elsewhere.
      if (this.#closing) for (const { job } of ended) this.#locks.delete(job);
      else this.#ended.unshift(...ended);
    } else {
      this.#options.onError(error);
      for (const { job, result } of ended) {
        this.#busy += 1;
        void this.#completeAlone(job, JSON.parse(result));
      }
    }
    if (this.#pausing) return;
    this.#pausing = true;
    setTimeout(() => {
      this.#pausing = false;
      this.#plan();
    }, TRY_AGAIN_MS);
  }

  /** Waits until a job is there or the next delayed one is due. */
  #watch(nextAt: number): void {
    if (this.#waiting || this.#closing) return;
    this.#waiting = true;
    const waitMs = nextAt > 0 ? Math.min(LONGEST_WAIT_MS, nextAt - Date.now()) : IDLE_MS;
    void this.#waitForJob(waitMs).then(() => {
      this.#waiting = false;
      if (this.#exchanges < MOST_EXCHANGES && !this.#pausing) this.#send(true);
      else this.#plan();
    });
  }

  async #waitForJob(waitMs: number): Promise<void> {
    if (waitMs <= 0) return;
    try {
      await this.#backend.waitForJob(Math.max(this.#backend.minimumBlockTimeout, waitMs / 1000));
    } catch (thrown) {
      if (this.#closing) return;
      const error = toError(thrown);
      if (!isUnreachable(error)) this.#options.onError(error);
      await this.#backend.reconnectBlocking().catch(() => undefined);
      await pause(TRY_AGAIN_MS);
    }
  }
}

const KEYS_OF_EXCHANGE = ["wait", "active", "prioritized", "delayed", "meta", "marker", "completed", "stalled", "pc"];
