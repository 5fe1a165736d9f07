import type { Config } from "@plimsoll/core";
import type { Database } from "@plimsoll/db";
import { Postpone } from "@plimsoll/jobs";
import { type EndpointSecret, openEndpointSecret } from "../job-endpoints/endpoint-secret.ts";
import { type EndpointRow, findEndpoint } from "../job-endpoints/find-endpoint.ts";

export type ReadyEndpoint = Omit<EndpointRow, "secret"> & { secret: EndpointSecret };

/** Short enough that a change is seen at once by people, long enough that a look-up is not paid for each job. */
const FRESH_MS = 1000;
/** While the database does not answer, what was found before counts for so long. */
const STALE_MS = 300_000;
const POSTPONE_MS = 2000;
const MAX_ENTRIES = 5000;

/** What a look-up found, and when. */
interface Found {
  endpoint: ReadyEndpoint | null;
  at: number;
}
interface Entry {
  found: Promise<Found>;
  at: number;
  /** The last that was found, for when the database is away. */
  last: Found | undefined;
}

/** Looks endpoints up for delivery and remembers them for a second. One a worker process. */
export class EndpointFinder {
  readonly #db: Pick<Database, "jobEndpoint" | "jobQueue">;
  readonly #config: Pick<Config, "PLIMSOLL_SECRET">;
  readonly #entries = new Map<string, Entry>();

  constructor(db: Pick<Database, "jobEndpoint" | "jobQueue">, config: Pick<Config, "PLIMSOLL_SECRET">) {
    this.#db = db;
    this.#config = config;
  }

  /**
   * As `findEndpoint`, with the secret opened. Throws Postpone when the database does not answer and nothing is
   * remembered, and UNAVAILABLE for a secret that cannot be opened.
   */
  async find(projectId: string, queue: string, target: string | null): Promise<ReadyEndpoint | null> {
    const key = JSON.stringify([projectId, target === null ? queue : null, target]);
    const now = Date.now();
    const known = this.#entries.get(key);
    if (known && now - known.at < FRESH_MS) return (await known.found).endpoint;
    const found = this.#load(projectId, queue, target, known?.last);
    const entry: Entry = { found, at: now, last: known?.last };
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    this.#dropOldest();
    return (entry.last = await found).endpoint;
  }

  async #load(projectId: string, queue: string, target: string | null, last: Found | undefined): Promise<Found> {
    const at = Date.now();
    const row = await findEndpoint(this.#db, projectId, queue, target).catch(() => {
      if (last && at - last.at < STALE_MS) return last;
      throw new Postpone(POSTPONE_MS, "The database does not answer; the job's endpoint cannot be looked up.");
    });
    if (row !== null && "endpoint" in row) return row;
    return { endpoint: row && { ...row, secret: openEndpointSecret(this.#config, row.secret) }, at };
  }

  #dropOldest(): void {
    const oldest = this.#entries.keys().next();
    if (this.#entries.size > MAX_ENTRIES && !oldest.done) this.#entries.delete(oldest.value);
  }
}
