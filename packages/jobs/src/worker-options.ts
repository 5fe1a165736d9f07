import type { Job, Worker } from "bullmq";
import type { QueueWorkerOptions } from "./attempt.ts";

export type ProcessJob = (job: Job, token?: string) => Promise<unknown>;
export type RetryDelay = (job: Job) => number;

/** BullMQ's worker on one of the stores, with what differs between them. */
export interface WorkerBackend {
  worker: Pick<Worker, "run" | "close" | "concurrency"> & { on: WorkerEvents };
  /** When a retried attempt became ready, milliseconds since the epoch; null when that is not known. */
  readyAt(job: Job): Promise<number | null>;
  /** Notes when the next attempt of a failing job will be ready. */
  noteRetry(job: Job, readyAt: number): Promise<void>;
  /** Frees connections; the worker is closed before. */
  release(): Promise<void>;
}
/** The events that we listen to. */
export interface WorkerEvents {
  (event: "error", listener: (error: Error) => void): unknown;
  (event: "completed", listener: (job: Job) => void): unknown;
  (event: "failed", listener: (job: Job | undefined, error: Error) => void): unknown;
  (event: "stalled", listener: (jobId: string) => void): unknown;
}

export interface WorkerSettings {
  process: ProcessJob;
  retryDelay: RetryDelay;
}

/** A job whose worker vanishes this often is what makes it vanish. */
const MOST_STALLS = 100;
const DEFAULT_STALL_MS = 30_000;
/** How soon work goes on when the store is back. */
const TRY_AGAIN_MS = 500;

/** Options of BullMQ that both stores' workers share. */
export function sharedOptions(options: QueueWorkerOptions, { retryDelay }: WorkerSettings) {
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
