import { AppError, type Config } from "@plimsoll/core";
import type { Database } from "@plimsoll/db";
import { type JobStore, openJobStore } from "@plimsoll/jobs";
import { openSecret } from "../secrets/sealed-secret.ts";
import { assertAllowedStore, REDIS_STORE } from "./store-address.ts";

/** Connections that are kept open; the one unused for longest gives way to the next. */
const MAX_OPEN = 16;
export const CONNECTION_SECRET = "queue-connection";

interface OpenStore {
  store: JobStore;
  writable: boolean;
}

/** The Redis of apps, opened when somebody looks at them. */
export class ForeignStores {
  readonly #db: Database;
  readonly #config: Config;
  /** In the order of their last use. */
  readonly #open = new Map<string, OpenStore>();

  constructor(db: Database, config: Config) {
    this.#db = db;
    this.#config = config;
  }

  /** Number of connections that are open now. */
  get openCount(): number {
    return this.#open.size;
  }

  /** Throws NOT_FOUND when the project has no such connection, BAD_REQUEST when its address is not allowed any more. */
  async open(projectId: string, id: string): Promise<OpenStore> {
    const row = await this.#db.queueConnection.findFirst({ where: { projectId, id } });
    if (!row) {
      void this.forget(id);
      throw new AppError("NOT_FOUND", `There is no connection ${id} in this project.`);
    }
    const known = this.#find(id, row.writable);
    if (known) return known;
    const redisUrl = openSecret(this.#config, CONNECTION_SECRET, row.url);
    await assertAllowedStore(redisUrl, this.#config, REDIS_STORE);
    // Another call may have opened it meanwhile.
    return this.#find(id, row.writable) ?? this.#add(id, { store: openForeign(redisUrl, row), writable: row.writable });
  }

  #find(id: string, writable: boolean): OpenStore | undefined {
    const known = this.#open.get(id);
    if (known?.writable !== writable) return undefined;
    this.#open.delete(id);
    this.#open.set(id, known);
    return known;
  }

  #add(id: string, opened: OpenStore): OpenStore {
    void this.forget(id);
    this.#open.set(id, opened);
    const [oldest] = this.#open.keys();
    if (this.#open.size > MAX_OPEN && oldest !== undefined) void this.forget(oldest);
    return opened;
  }

  /** Closes a connection that was removed or changed. */
  async forget(id: string): Promise<void> {
    const known = this.#open.get(id);
    this.#open.delete(id);
    await known?.store.close().catch(() => undefined);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#open.keys()].map((id) => this.forget(id)));
  }
}

/** A store over a Redis of somebody else. It does not answer: its errors reach the caller, nothing is logged. */
export function openForeign(redisUrl: string, options: { prefix: string; writable: boolean }): JobStore {
  const { prefix, writable } = options;
  return openJobStore({ redisUrl, prefix, writable, kind: "foreign", onError: () => undefined });
}
