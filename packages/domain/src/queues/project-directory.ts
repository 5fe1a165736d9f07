import { AppError } from "@plimsoll/core";
import type { Database } from "@plimsoll/db";
import { DEFAULT_ENDPOINT } from "../job-endpoints/find-endpoint.ts";

const FRESH_MS = 5_000;
const MAX_PROJECTS = 1_000;
/** Queues cost a poller in each worker: a project has this many at most. */
export const MAX_QUEUES = 200;

interface Snapshot {
  readAt: number;
  /** Name of the queue's endpoint, null when it has none of its own. */
  queues: Map<string, string | null>;
  endpoints: Set<string>;
}

/**
 * The queues and endpoints of projects, remembered for a few seconds so that adding a job costs no query. What is not
 * found is always looked up anew.
 */
export class ProjectDirectory {
  readonly #db: Database;
  readonly #snapshots = new Map<string, Promise<Snapshot>>();

  constructor(db: Database) {
    this.#db = db;
  }

  /** Makes sure that workers know the queue. Throws CONFLICT when the project has too many queues already. */
  async ensureQueue(projectId: string, name: string): Promise<void> {
    if (await this.hasQueue(projectId, name)) return;
    await this.#db.$transaction(async (tx) => {
      // One at a time in a project, so that the limit holds.
      await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext(${`job_queues:${projectId}`}))`;
      const count = await tx.jobQueue.count({ where: { projectId, NOT: { name } } });
      if (count >= MAX_QUEUES) {
        throw new AppError(
          "CONFLICT",
          `The project has ${MAX_QUEUES} queues already, so \`${name}\` is not made; use one of them and tell jobs apart by name.`,
        );
      }
      await tx.jobQueue.createMany({ data: [{ projectId, name }], skipDuplicates: true });
    });
    this.#snapshots.delete(projectId);
  }

  async hasQueue(projectId: string, name: string): Promise<boolean> {
    return (await this.#read(projectId, ({ queues }) => queues.has(name))).queues.has(name);
  }

  /**
   * Name of the endpoint that gets a job: the one it names, else its queue's, else `default`.
   * Throws BAD_REQUEST that says what to do when there is no such endpoint.
   */
  async requireEndpoint(projectId: string, job: { queue: string; target?: string | undefined }): Promise<string> {
    const nameOf = ({ queues }: Snapshot) => job.target ?? queues.get(job.queue) ?? DEFAULT_ENDPOINT;
    const snapshot = await this.#read(projectId, (known) => known.endpoints.has(nameOf(known)));
    const name = nameOf(snapshot);
    if (snapshot.endpoints.has(name)) return name;
    const why = job.target
      ? `\`target\`: there is no job endpoint named \`${name}\`.`
      : `The job names no \`target\`, and there is no job endpoint named \`${name}\` to take it.`;
    throw new AppError("BAD_REQUEST", `${why} Register one under Settings, Targets, or with jobEndpoints.create.`);
  }

  /** Forgets what it knows of a project, because it was changed here. */
  forget(projectId: string): void {
    this.#snapshots.delete(projectId);
  }

  async #read(projectId: string, isEnough: (snapshot: Snapshot) => boolean): Promise<Snapshot> {
    const known = await this.#snapshots.get(projectId)?.catch(() => undefined);
    if (known && Date.now() - known.readAt < FRESH_MS && isEnough(known)) return known;
    const reading = this.#load(projectId);
    if (this.#snapshots.size >= MAX_PROJECTS) this.#snapshots.clear();
    this.#snapshots.set(projectId, reading);
    return reading;
  }

  async #load(projectId: string): Promise<Snapshot> {
    const readAt = Date.now();
    const [queues, endpoints] = await Promise.all([
      this.#db.jobQueue.findMany({
        where: { projectId },
        select: { name: true, endpoint: { select: { name: true } } },
      }),
      this.#db.jobEndpoint.findMany({ where: { projectId }, select: { name: true }, take: 10_000 }),
    ]);
    return {
      readAt,
      queues: new Map(queues.map((row) => [row.name, row.endpoint?.name ?? null])),
      endpoints: new Set(endpoints.map((row) => row.name)),
    };
  }
}
