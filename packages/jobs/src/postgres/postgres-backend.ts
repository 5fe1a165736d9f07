import type { JobState } from "@plimsoll/core";
import type { IQueueBackend } from "bullmq";
import type { BulkOutcome, QueueState } from "../job-store.ts";
import {
  type JobBackend,
  type JobToInsert,
  type SearchOutcome,
  type SearchStep,
  type StoredItem,
  toJobJson,
} from "../job-backend.ts";
import { storeFlow } from "../flow-entries.ts";
import type { QueueKind } from "../names.ts";
import { borrowLink, type PostgresLink } from "./postgres-link.ts";
import { openQueueBackend } from "./queue-connection.ts";
import { searchJobs } from "./search-jobs.ts";
import * as sql from "./statements.ts";

/** Queues in BullMQ's tables, over the link that the process shares. */
export class PostgresBackend implements JobBackend {
  readonly name = "postgresql";
  readonly #kind: QueueKind;
  readonly #link: PostgresLink;
  readonly #release: () => Promise<void>;

  constructor(databaseUrl: string, kind: QueueKind, onError: (error: Error) => void) {
    this.#kind = kind;
    const { link, release } = borrowLink(databaseUrl, onError);
    this.#link = link;
    this.#release = release;
  }

  async ops(queue: string): Promise<IQueueBackend> {
    await this.#link.ready();
    return openQueueBackend(this.#link, queue, { connection: {} }, false);
  }

  async insert(queue: string, jobs: readonly JobToInsert[]): Promise<string[]> {
    if (jobs.every(({ deduplicationKey }) => deduplicationKey === null)) {
      await this.#link.ready();
      await this.#link.query(sql.ADD, sql.addValues(queue, jobs));
      return jobs.map(({ id }) => id);
    }
    const ops = await this.ops(queue);
    return await ops.addJobs(jobs.map((job) => ({ job: toJobJson(job), jobId: job.id, parentKeyOpts: {} })));
  }

  async insertFlow(queue: string, parent: JobToInsert, children: readonly JobToInsert[]): Promise<void> {
    const ops = await this.ops(queue);
    await storeFlow(ops, "", queue, parent, children);
  }

  async existing(queue: string, ids: readonly string[]): Promise<Set<string>> {
    await this.#link.ready();
    const { rows } = await this.#link.query<{ id: string }>(sql.EXISTING, [queue, ids]);
    return new Set(rows.map(({ id }) => id));
  }

  async queueNames(): Promise<string[]> {
    const { rows } = await this.#link.read<{ queue: string }>(sql.QUEUE_NAMES, [this.#kind === "apps"]);
    return rows.map(({ queue }) => queue);
  }

  async summary(queue: string): Promise<QueueState> {
    const { rows } = await this.#link.read<sql.SummaryRow>(sql.SUMMARY, [queue]);
    return sql.toQueueState(rows[0], Date.now());
  }

  async count(queue: string, state: JobState): Promise<number> {
    const { rows } = await this.#link.read<{ count: string }>(sql.COUNT[state], [queue]);
    return Number(rows[0]?.count ?? 0);
  }

  async search(queue: string, step: SearchStep): Promise<SearchOutcome> {
    return await searchJobs(this.#link, queue, step);
  }

  async items(queue: string, ids: readonly string[]): Promise<StoredItem[]> {
    if (ids.length === 0) return [];
    const { rows } = await this.#link.read<sql.ItemRow>(sql.ITEMS, [queue, ids]);
    return rows.map(sql.toStoredItem);
  }

  async retry(queue: string, ids: readonly string[], data?: string): Promise<BulkOutcome> {
    const done = await this.#link.transact(async (client) => {
      const values = [queue, ids, data ?? null, Date.now()];
      const renewed = await client.query<{ id: string; state: string; child: boolean }>(sql.RENEW, values);
      const found = renewed.rows;
      if (found.length === 0) return 0;
      const children = found.flatMap(({ id, child }) => (child ? id : []));
      if (children.length > 0) await client.query(sql.LOCK_PARENTS, [queue, children]);
      await client.query(sql.REPROCESS, [queue, found.map(({ id }) => id), found.map(({ state }) => state)]);
      if (children.length > 0) await client.query(sql.AWAIT_AGAIN, [queue, children]);
      return found.length;
    });
    return { done, skipped: ids.length - done };
  }

  async promote(queue: string, ids: readonly string[]): Promise<BulkOutcome> {
    const done = await this.#link.transact(async (client) => {
      await client.query(sql.READY_NOW, [queue, ids, Date.now()]);
      const { rows } = await client.query<{ done: string }>(sql.PROMOTE, [queue, ids]);
      return Number(rows[0]?.done ?? 0);
    });
    return { done, skipped: ids.length - done };
  }

  async discard(queue: string, ids: readonly string[], from?: JobState): Promise<BulkOutcome> {
    await this.#link.ready();
    const { rows } = await this.#link.query<{ done: string }>(sql.DISCARD, [queue, ids, from ?? null]);
    const done = Number(rows[0]?.done ?? 0);
    return { done, skipped: ids.length - done };
  }

  async close(): Promise<void> {
    await this.#release();
  }
}
