import type { Database } from "@plimsoll/db";
import { WORKER_FORGET_MS, type WorkerActiveJob, type WorkerQueue } from "./list-workers.ts";

export interface WorkerBeat {
  id: string;
  host: string;
  pid: number;
  version: string;
  status: "running" | "stopping" | "gone";
  queues: WorkerQueue[];
  active: WorkerActiveJob[];
  /** Jobs found stalled since the start. */
  stalled: number;
  startedAt: Date;
}

/** A worker's heartbeat: that it lives, and what it works on. */
export async function recordWorker(db: Database, beat: WorkerBeat): Promise<void> {
  const { id, ...row } = { ...beat, lastSeenAt: new Date() };
  await db.workerProcess.upsert({ where: { id }, create: { id, ...row }, update: row });
}

/** Forgets workers that have been gone for an hour. */
export function forgetWorkers(db: Database, now: Date): Promise<{ count: number }> {
  return db.workerProcess.deleteMany({ where: { lastSeenAt: { lt: new Date(now.getTime() - WORKER_FORGET_MS) } } });
}
