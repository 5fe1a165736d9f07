import type { WorkerItem } from "@plimsoll/core";
import type { Database } from "@plimsoll/db";
import { z } from "zod";
import { DEFAULT_PROJECT_ID } from "../platform.ts";

/** Unheard of for this long, a worker counts as gone; its jobs are taken over by others. */
export const WORKER_GONE_MS = 30_000;
/** Gone workers are shown for an hour, then forgotten. */
export const WORKER_FORGET_MS = 3_600_000;

const placeShape = { projectId: z.string(), source: z.string(), queue: z.string() };
const queueSchema = z.object({ ...placeShape, concurrency: z.number(), active: z.number() });
const activeSchema = z.object({
  ...placeShape,
  id: z.string(),
  name: z.string(),
  attempt: z.number(),
  startedAt: z.string(),
});
/** What a worker's heartbeat says of a queue and of a running job, with the project that it belongs to. */
export type WorkerQueue = z.infer<typeof queueSchema>;
export type WorkerActiveJob = z.infer<typeof activeSchema>;

const mayShow = (projectId: string, of: { projectId: string; source: string }) =>
  of.source === "platform" ? projectId === DEFAULT_PROJECT_ID : of.projectId === projectId;
const withoutProject = <T extends { projectId: string }>({ projectId: _, ...rest }: T): Omit<T, "projectId"> => rest;

/** The worker processes of the last hour, newest first; of their queues and jobs those that the project may see. */
export async function listWorkers(db: Database, projectId: string): Promise<WorkerItem[]> {
  const now = Date.now();
  const rows = await db.workerProcess.findMany({
    where: { lastSeenAt: { gt: new Date(now - WORKER_FORGET_MS) } },
    orderBy: [{ startedAt: "desc" }, { id: "desc" }],
    take: 200,
  });
  return rows.map((row) => {
    const gone = row.status === "gone" || now - row.lastSeenAt.getTime() > WORKER_GONE_MS;
    const queues = queueSchema.array().parse(row.queues);
    const active = gone ? [] : activeSchema.array().parse(row.active);
    return {
      id: row.id,
      host: row.host,
      pid: row.pid,
      version: row.version,
      startedAt: row.startedAt.toISOString(),
      lastSeenAt: row.lastSeenAt.toISOString(),
      status: gone ? "gone" : row.status === "stopping" ? "stopping" : "running",
      queues: queues.filter((queue) => mayShow(projectId, queue)).map(withoutProject),
      active: active.filter((job) => mayShow(projectId, job)).map(withoutProject),
      stalled: row.stalled,
    };
  });
}
