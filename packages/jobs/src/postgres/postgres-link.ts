import type { EventEmitter } from "node:events";
import { withoutSpans } from "@plimsoll/observability";
import { type PgPool, PostgresConnection, runMigrations } from "bullmq";
import pg from "pg";
import { isUnreachable } from "../unavailable.ts";

/** Schema of BullMQ's tables; they migrate themselves, apart from ours. */
const SCHEMA = "bullmq";
const MOST_CONNECTIONS = 8;
const MOST_READERS = 2;
const CONNECT_MS = 2_500;
/** A search that takes longer is ended by the database. */
const READ_MS = 5_000;

/** A search looks at every job of a state: two more processes help where there are processors for them. */
const SHARED_SCANS = "-c max_parallel_workers_per_gather=2 -c parallel_setup_cost=100 -c parallel_tuple_cost=0.01";

/** Thrown for a database that is gone, in the words that BullMQ knows as a reason to wait and try again. */
class ConnectionLost extends Error {
  constructor(cause: unknown) {
    super("Connection is closed.", { cause });
  }
}

type ListenClient = Awaited<ReturnType<PostgresConnection["getListenClient"]>>;

/** Lets many queues wait on one connection side by side, and ask it one after the other as its driver wants it. */
function shareClient(client: ListenClient): void {
  (client as unknown as EventEmitter).setMaxListeners(0);
  const query = client.query.bind(client);
  let last: Promise<unknown> = Promise.resolve();
  client.query = (text, values) => {
    const answer = last.then(() => query(text, values));
    last = answer.catch(() => undefined);
    return answer;
  };
}

/**
 * The database as every store and worker of this process shares it: BullMQ alone would open a pool for each queue.
 * Statements are prepared once a connection and make no spans.
 */
export class PostgresLink {
  readonly #names = new Map<string, string>();
  readonly #pool: pg.Pool;
  readonly #readers: pg.Pool;
  readonly #listening = new WeakSet<ListenClient>();
  #ready: Promise<PostgresConnection> | undefined;

  constructor(databaseUrl: string, onError: (error: Error) => void) {
    const shared = {
      connectionString: databaseUrl,
      connectionTimeoutMillis: CONNECT_MS,
      keepAlive: true,
      options: `-c search_path=${SCHEMA}`,
    };
    this.#pool = new pg.Pool({ ...shared, max: MOST_CONNECTIONS, application_name: "plimsoll jobs" });
    this.#readers = new pg.Pool({
      ...shared,
      max: MOST_READERS,
      statement_timeout: READ_MS,
      options: `${shared.options} -c default_transaction_read_only=on ${SHARED_SCANS}`,
      application_name: "plimsoll jobs, readers",
    });
    this.#pool.on("error", onError);
    this.#readers.on("error", onError);
  }

  /** Migrates BullMQ's schema when needed; a start that failed is tried again by the next call. */
  ready(): Promise<PostgresConnection> {
    this.#ready ??= withoutSpans(() => this.#start()).catch((error: unknown) => {
      this.#ready = undefined;
      throw error;
    });
    return this.#ready;
  }

  async #start(): Promise<PostgresConnection> {
    const client = await this.#pool.connect();
    try {
      await runMigrations(client, SCHEMA);
    } finally {
      client.release();
    }
    const connection = new PostgresConnection(this.#pool as unknown as PgPool);
    connection.setMaxListeners(0);
    await connection.waitUntilReady();
    return connection;
  }

  /** The connection that hears of new jobs, for all queues. */
  async listenClient(): Promise<ListenClient> {
    const client = await (await this.ready()).getListenClient();
    if (!this.#listening.has(client)) {
      this.#listening.add(client);
      shareClient(client);
    }
    return client;
  }

  async query<Row extends pg.QueryResultRow>(text: string, values: unknown[]): Promise<pg.QueryResult<Row>> {
    let name = this.#names.get(text);
    if (!name) {
      name = `plimsoll_${this.#names.size}`;
      this.#names.set(text, name);
    }
    const statement = { name, text, values };
    return await this.#guard(() => this.#pool.query<Row>(statement));
  }

  /** Runs statements in one transaction. */
  async transact<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    await this.ready();
    return await this.#guard(async () => {
      const client = await this.#pool.connect();
      try {
        await client.query("BEGIN");
        const result = await work(client);
        await client.query("COMMIT");
        client.release();
        return result;
      } catch (error) {
        // A connection in an unknown state is not used again; closing it rolls back.
        client.release(true);
        throw error;
      }
    });
  }

  /** Reads within READ_MS, on connections that cannot write and do not wait behind the workers. */
  async read<Row extends pg.QueryResultRow>(text: string, values: unknown[]): Promise<pg.QueryResult<Row>> {
    await this.ready();
    // Planned for its values: a plan for any values would not use the order of the index.
    return await this.#guard(() => this.#readers.query<Row>(text, values));
  }

  async #guard<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await withoutSpans(work);
    } catch (error) {
      throw isUnreachable(error) ? new ConnectionLost(error) : error;
    }
  }

  async end(): Promise<void> {
    const connection = await this.#ready?.catch(() => undefined);
    await connection?.close();
    await Promise.all([this.#pool.end(), this.#readers.end()]);
  }
}

interface Shared {
  link: PostgresLink;
  users: Set<object>;
  listeners: Set<(error: Error) => void>;
}
const links = new Map<string, Shared>();

/** The process's link to a database, for as long as it is held; `release` closes it with its last user. */
export function borrowLink(
  databaseUrl: string,
  onError: (error: Error) => void,
): { link: PostgresLink; release(): Promise<void> } {
  let shared = links.get(databaseUrl);
  if (!shared) {
    const listeners = new Set<(error: Error) => void>();
    const link = new PostgresLink(databaseUrl, (error) => {
      for (const listener of listeners) listener(error);
    });
    shared = { link, users: new Set(), listeners };
    links.set(databaseUrl, shared);
  }
  const { link, users, listeners } = shared;
  const user = {};
  users.add(user);
  listeners.add(onError);
  return {
    link,
    async release() {
      listeners.delete(onError);
      if (!users.delete(user) || users.size > 0) return;
      links.delete(databaseUrl);
      await link.end();
    },
  };
}
