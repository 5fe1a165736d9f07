import type { Database } from "@plimsoll/db";

/** What delivery needs to know of an endpoint. */
export interface EndpointRow {
  id: string;
  name: string;
  url: string;
  /** Sealed; see `endpoint-secret.ts`. */
  secret: Uint8Array;
  target: { id: string; origin: string; provenAt: Date | null; approvedAt: Date | null };
}

const SELECT = {
  id: true,
  name: true,
  url: true,
  secret: true,
  target: { select: { id: true, origin: true, provenAt: true, approvedAt: true } },
} as const;

/** Name of the endpoint of jobs whose queue has none. */
export const DEFAULT_ENDPOINT = "default";

/**
 * Where a job is sent: the endpoint that it names, else the queue's own, else the one named `default`; null when there
 * is no such endpoint in the project.
 */
export async function findEndpoint(
  db: Pick<Database, "jobEndpoint" | "jobQueue">,
  projectId: string,
  queue: string,
  target: string | null,
): Promise<EndpointRow | null> {
  if (target === null) {
    const where = { projectId_name: { projectId, name: queue } };
    const row = await db.jobQueue.findUnique({ where, select: { endpoint: { select: SELECT } } });
    if (row?.endpoint) return row.endpoint;
  }
  const name = target ?? DEFAULT_ENDPOINT;
  return db.jobEndpoint.findUnique({ where: { projectId_name: { projectId, name } }, select: SELECT });
}
