import { EventEmitter } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { type PostgresConnection, PostgresQueueBackend, type QueueBaseOptions } from "bullmq";
import type { PostgresLink } from "./postgres-link.ts";

const TRY_AGAIN_MS = 500;

/**
 * What BullMQ's PostgreSQL backend uses of a connection, over the shared link: queries by prepared statements, one LISTEN
 * client for all queues, and an end of its own that leaves the link open.
 */
class QueueConnection extends EventEmitter {
  readonly schema = "bullmq";
  readonly hasListenClientKeepAlive = true;
  readonly #link: PostgresLink;
  readonly #patient: boolean;
  #relayed: PostgresConnection | undefined;
  #closed = false;
  readonly #relay = () => void this.emit("listenerinvalidated");
  readonly pool: { query(text: string, values: unknown[]): Promise<unknown> };

  constructor(link: PostgresLink, patient: boolean) {
    super();
    this.#link = link;
    this.#patient = patient;
    this.pool = { query: (text, values) => link.query(text, values) };
  }

  get isClosing(): boolean {
    return false;
  }

  /** A worker's waits for the database to come (back); a store's fails at once. */
  async waitUntilReady(): Promise<void> {
    if (this.#relayed) return;
    let connection: PostgresConnection | undefined;
    while (!connection) {
      try {
        connection = await this.#link.ready();
      } catch (error) {
        if (!this.#patient || this.#closed) throw error;
        if (this.listenerCount("error") > 0) this.emit("error", error);
        await pause(TRY_AGAIN_MS);
      }
    }
    if (this.#relayed || this.#closed) return;
    this.#relayed = connection;
    connection.on("listenerinvalidated", this.#relay);
  }

  async getListenClient(): Promise<unknown> {
    return await this.#link.listenClient();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#relayed?.off("listenerinvalidated", this.#relay);
  }
  async disconnect(): Promise<void> {
    await this.close();
  }
}

/** BullMQ's operations on one queue over the shared link. `patient` ones, for workers, wait out a database that is gone. */
export function openQueueBackend(
  link: PostgresLink,
  queue: string,
  options: QueueBaseOptions,
  patient: boolean,
): PostgresQueueBackend {
  const connection = new QueueConnection(link, patient) as unknown as PostgresConnection;
  return new PostgresQueueBackend(connection, queue, options as never, patient);
}
