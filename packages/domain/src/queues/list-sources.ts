import { AppError, type QueueSource, toError } from "@plimsoll/core";
import { appQueueName, type JobStore } from "@plimsoll/jobs";
import { within } from "../connections/within.ts";
import { DEFAULT_PROJECT_ID, type Platform } from "../platform.ts";

/** A source's queues, or why it cannot be reached. */
export interface SourceQueues {
  source: QueueSource;
  store: JobStore | null;
  /** Each queue's name for people, and in its store. */
  queues: { queue: string; name: string }[];
}

/** Queues of a connected Redis that are looked at together; the rest is reached by its name. */
const MAX_FOREIGN_QUEUES = 200;

/**
 * The queues of the project, of Plimsoll itself (for the default project) and of each connected Redis; with `only`, of
 * that source alone. A Redis that cannot be reached is in the list with its error. Throws NOT_FOUND for an unknown source.
 */
export async function listSources(platform: Platform, projectId: string, only?: string): Promise<SourceQueues[]> {
  const { db } = platform;
  const wants = (id: string) => only === undefined || only === id;
  const connections = await db.queueConnection.findMany({
    where: { projectId, ...(only === undefined ? {} : { id: only }) },
    select: { id: true, name: true, writable: true },
    orderBy: { name: "asc" },
  });
  const found: Promise<SourceQueues>[] = [];
  if (wants("apps")) found.push(listAppQueues(platform, projectId));
  if (wants("platform") && projectId === DEFAULT_PROJECT_ID) found.push(listPlatformQueues(platform));
  found.push(...connections.map((connection) => listForeignQueues(platform, projectId, connection)));
  if (found.length > 0) return Promise.all(found);
  throw new AppError("NOT_FOUND", `There is no source of queues \`${only}\` in this project.`);
}

async function listAppQueues(platform: Platform, projectId: string): Promise<SourceQueues> {
  const rows = await platform.db.jobQueue.findMany({
    where: { projectId },
    select: { name: true },
    orderBy: { name: "asc" },
  });
  return {
    source: { id: "apps", name: "Apps", writable: true, error: null },
    store: platform.appJobs,
    queues: rows.map(({ name }) => ({ queue: name, name: appQueueName(projectId, name) })),
  };
}

async function listPlatformQueues(platform: Platform): Promise<SourceQueues> {
  const source = { id: "platform", name: "Plimsoll", writable: true };
  return reach(source, async () => platform.platformJobs);
}

function listForeignQueues(
  platform: Platform,
  projectId: string,
  connection: { id: string; name: string; writable: boolean },
): Promise<SourceQueues> {
  return reach(connection, async () => (await platform.connections.open(projectId, connection.id)).store);
}

async function reach(source: Omit<QueueSource, "error">, open: () => Promise<JobStore>): Promise<SourceQueues> {
  try {
    const store = await within(open());
    const names = await within(store.queueNames());
    const queues = names
      .sort()
      .slice(0, MAX_FOREIGN_QUEUES)
      .map((name) => ({ queue: name, name }));
    return { source: { ...source, error: null }, store, queues };
  } catch (error) {
    return { source: { ...source, error: toError(error).message }, store: null, queues: [] };
  }
}
