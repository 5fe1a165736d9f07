import { z } from "zod";
import { isForwardRange, timeRangeShape } from "./common.ts";
import { queueNameSchema, queueRefShape } from "./jobs.ts";

export interface JobCounts {
  waiting: number;
  active: number;
  delayed: number;
  "waiting-children": number;
  completed: number;
  failed: number;
}
export interface QueueSummary {
  source: string;
  queue: string;
  paused: boolean;
  counts: JobCounts;
  /** Age of the job that waits longest, null when none waits. */
  oldestWaitingMs: number | null;
  /** Over the range asked for, from history; null where no history is kept. */
  finishedPerMinute: number | null;
  failureRatio: number | null;
  waitP95Ms: number | null;
  runP95Ms: number | null;
  /** Finished jobs a step, oldest first. */
  sparkline: number[];
  writable: boolean;
}
export const queuesListInputSchema = z
  .object({ ...timeRangeShape, source: z.string().min(1).max(64).optional() })
  .refine(...isForwardRange);
export interface QueueSource {
  /** `apps`, `platform` or the id of a connection. */
  id: string;
  name: string;
  writable: boolean;
  /** Why it cannot be reached, null when it can. */
  error: string | null;
}
export interface QueuesListResult {
  sources: QueueSource[];
  items: QueueSummary[];
  backend: "postgresql" | "redis";
}
export const queuesLiveInputSchema = z.object({ source: z.string().min(1).max(64).optional() });
/** Live numbers of the queues, once a second or two. */
export interface QueuesLiveBatch {
  at: string;
  items: Pick<QueueSummary, "source" | "queue" | "paused" | "counts" | "oldestWaitingMs">[];
}

export const queuesGetInputSchema = z.object({ ...timeRangeShape, ...queueRefShape }).refine(...isForwardRange);
export interface JobHistory {
  fromMs: number;
  stepMs: number;
  completed: number[];
  retried: number[];
  failed: number[];
  /** Null where nothing finished. */
  waitP50Ms: (number | null)[];
  waitP95Ms: (number | null)[];
  runP50Ms: (number | null)[];
  runP95Ms: (number | null)[];
  /** Backlog and age of the job that waited longest, as sampled; null where there was no sample. */
  waiting: (number | null)[];
  oldestWaitingMs: (number | null)[];
  names: {
    name: string;
    finished: number;
    failureRatio: number;
    waitP50Ms: number;
    waitP95Ms: number;
    runP50Ms: number;
    runP95Ms: number;
    runP99Ms: number;
  }[];
}
export interface QueueSettings {
  /** Jobs of this queue that one worker process runs at a time. */
  concurrency: number;
  /** Name of the endpoint for jobs that name none. */
  endpoint: string | null;
}
export interface QueueDetail extends QueueSummary {
  settings: QueueSettings | null;
  history: JobHistory;
}
export const queuesConfigureInputSchema = z.object({
  queue: queueNameSchema,
  concurrency: z.number().int().min(1).max(1000).optional(),
  endpoint: z.string().min(1).max(80).nullable().optional(),
});

export interface WorkerItem {
  id: string;
  host: string;
  pid: number;
  version: string;
  startedAt: string;
  lastSeenAt: string;
  /** `gone`: not heard of for 30 s; its jobs are taken over by others. */
  status: "running" | "stopping" | "gone";
  queues: { source: string; queue: string; concurrency: number; active: number }[];
  active: { source: string; queue: string; id: string; name: string; attempt: number; startedAt: string }[];
  /** Jobs it found stalled and put back since it started. */
  stalled: number;
}
