import type { Job } from "bullmq";
import type { QueueWorkerOptions } from "./attempt.ts";

/** What a run needs of a job, whichever store's worker took it; BullMQ's Job is one. */
export interface TakenJob {
  readonly id?: string | undefined;
  readonly name: string;
  /** As stored. */
  readonly data: unknown;
  /** `children`: how many a job of a flow waited for. */
  readonly opts: { attempts?: number; delay?: number; children?: number };
  readonly timestamp: number;
  readonly processedOn?: number | undefined;
  readonly attemptsMade: number;
  readonly stalledCounter: number;
  finishedOn?: number | undefined;
  updateProgress(share: number): Promise<unknown>;
  log(line: string): Promise<unknown>;
  moveToDelayed(timestamp: number, token: string): Promise<unknown>;
  moveToWait(token: string): Promise<unknown>;
}

/** A worker on one of the stores, with what differs between them. */
export interface WorkerBackend {
  /** Works until it is closed. */
  run(): Promise<void>;
  /** Takes no more jobs and waits for those that run. */
  close(): Promise<void>;
  setConcurrency(concurrency: number): void;
  /** When this attempt became ready, where the store knows that better than the job; milliseconds since the epoch. Never rejects. */
  readyAt(job: TakenJob): number | null | Promise<number | null>;
  /** Notes when the next attempt of a failing job will be ready. */
  noteRetry(job: TakenJob, readyAt: number): Promise<void>;
  /** Frees connections; the worker is closed before. */
  release(): Promise<void>;
}

export interface WorkerSettings {
  process(job: TakenJob, token: string): Promise<unknown>;
  /** The wait before the next attempt of a job whose run has failed. */
  retryDelay(job: TakenJob): number;
  completed(job: TakenJob): void;
  failed(job: TakenJob, error: Error): void;
  stalled(jobId: string): void;
}

/** A job whose worker vanishes this often is what makes it vanish. */
const MOST_STALLS = 100;
const DEFAULT_STALL_MS = 30_000;
/** How soon work goes on when the store is back. */
export const TRY_AGAIN_MS = 500;

/** Options of BullMQ that both stores' workers share. */
export function sharedOptions(options: QueueWorkerOptions, retryDelay: (job: Job) => number) {
  const stallMs = options.stallMs ?? DEFAULT_STALL_MS;
  return {
    autorun: false,
    concurrency: options.concurrency,
    // A job is marked by one look for stalled ones and put back by the first look after its lock ran out: at most half
    // of the time for the lock and, when two workers take turns to look, two quarters for the looks.
    lockDuration: Math.ceil(stallMs / 2),
    stalledInterval: Math.ceil(stallMs / 4),
    maxStalledCount: MOST_STALLS,
    runRetryDelay: TRY_AGAIN_MS,
    settings: {
      backoffStrategy: (_failures: number, _type?: string, _error?: Error, job?: unknown) => retryDelay(job as Job),
    },
  };
}
