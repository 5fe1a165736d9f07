import type { JobState } from "@plimsoll/core";
import { createRedisBackend, type IQueueBackend } from "bullmq";
import type { BulkOutcome, QueueState } from "../job-store.ts";
import {
  isPlain,
  type JobBackend,
  type JobToInsert,
  type SearchOutcome,
  type SearchStep,
  type StoredItem,
  toJobJson,
} from "../job-backend.ts";
import { storeFlow } from "../flow-entries.ts";
import type { QueueKind } from "../names.ts";
import { connectRedis, isConnected } from "./connect.ts";
import { listQueueNames } from "./list-queue-names.ts";
import { NAMES_KEY, prefixOf, SECTIONS } from "./queue-keys.ts";
import { readSummary } from "./read-summary.ts";
import { ADD, ITEMS, READY_NOW, RENEW, SEARCH } from "./scripts.ts";
import { type SearchClient, searchJobs } from "./search-jobs.ts";
import { PREVIEW_BYTES, toStoredItem } from "./stored-item.ts";

export type RedisBackendOptions =
  | { redisUrl: string; kind: QueueKind; onError(error: Error): void }
  | { redisUrl: string; kind: "foreign"; prefix: string; onError(error: Error): void };

type Scripted = SearchClient & Record<`plimsoll${"Add" | "Items" | "Renew" | "ReadyNow"}`, Script>;
type Script = (...args: (string | number)[]) => Promise<unknown>;

/** Queues in Redis or Valkey, through one connection that fails at once when Redis is gone. */
export class RedisBackend implements JobBackend {
  readonly name = "redis";
  readonly #options: RedisBackendOptions;
  readonly #client: Scripted;
  readonly #known = new Set<string>();
  #root: Promise<IQueueBackend> | undefined;

  constructor(options: RedisBackendOptions) {
    this.#options = options;
    const client = connectRedis(options.redisUrl, "store");
    client.on("error", options.onError);
    client.defineCommand("plimsollSearch", { numberOfKeys: 1, lua: SEARCH });
    client.defineCommand("plimsollAdd", { numberOfKeys: KEYS_OF_ADD.length, lua: ADD });
    client.defineCommand("plimsollItems", { numberOfKeys: 1, lua: ITEMS });
    client.defineCommand("plimsollRenew", { numberOfKeys: 2, lua: RENEW });
    client.defineCommand("plimsollReadyNow", { numberOfKeys: 1, lua: READY_NOW });
    this.#client = client as Scripted;
  }

  /** BullMQ's operations on a queue; they share this connection. */
  async ops(queue: string): Promise<IQueueBackend> {
    if (!this.#root) {
      await this.#connected();
      const root = createRedisBackend("plimsoll", { connection: this.#client });
      root.on("error", this.#options.onError);
      this.#root = root.waitUntilReady().then(() => root);
      // A failed start is not kept: the next call tries again.
      this.#root.catch(() => {
        this.#root = undefined;
      });
    }
    return (await this.#root).forQueue(queue, this.#prefix(queue));
  }

  /** Gives a connection that was just opened the time to come up; one that is lost fails its next command itself. */
  async #connected(): Promise<void> {
    if (isConnected(this.#client) || this.#client.status === "end") return;
    await new Promise<void>((resolve, reject) => {
      const settle = (error?: Error) => {
        this.#client.off("ready", ready);
        this.#client.off("error", settle);
        this.#client.off("close", closed);
        if (error) reject(error);
        else resolve();
      };
      const ready = () => settle();
      const closed = () => settle(new Error("Connection is closed."));
      this.#client.on("ready", ready);
      this.#client.on("error", settle);
      this.#client.on("close", closed);
    });
  }

  #prefix(queue: string): string {
    return this.#options.kind === "foreign" ? this.#options.prefix : prefixOf(this.#options.kind, queue);
  }
  #key(queue: string, part: string): string {
    return `${this.#prefix(queue)}:${queue}:${part}`;
  }
  get #own(): string {
    return this.#options.kind === "foreign" ? "foreign" : "own";
  }

  /** Queues of ours are known by name from their first job on. */
  async #announce(queue: string): Promise<void> {
    const { kind } = this.#options;
    await this.#connected();
    if (kind === "foreign" || this.#known.has(queue)) return;
    await this.#client.sadd(NAMES_KEY[kind], queue);
    this.#known.add(queue);
  }

  async insert(queue: string, jobs: readonly JobToInsert[]): Promise<string[]> {
    await this.#announce(queue);
    if (this.#own === "own" && jobs.every(isPlain)) {
      await this.#client.plimsollAdd(
        ...KEYS_OF_ADD.map((part) => this.#key(queue, part)),
        ...addArguments(this.#key(queue, ""), jobs),
      );
      return jobs.map(({ id }) => id);
    }
    const ops = await this.ops(queue);
    const [first] = jobs;
    if (jobs.length === 1 && first) return [await ops.addJob(toJobJson(first), first.id)];
    // A flow of unrelated jobs is one transaction, which a pipeline is not.
    const prefix = this.#prefix(queue);
    const entries = jobs.map((job) => ({
      jobData: toJobJson(job),
      jobId: job.id,
      parentKeyOpts: {},
      prefix,
      queueName: queue,
    }));
    const results = await ops.addFlow(entries);
    return results.map(([error, id]) => {
      if (error) throw error;
      return String(id);
    });
  }

  async insertFlow(queue: string, parent: JobToInsert, children: readonly JobToInsert[]): Promise<void> {
    await this.#announce(queue);
    await storeFlow(await this.ops(queue), this.#prefix(queue), queue, parent, children);
  }

  async existing(queue: string, ids: readonly string[]): Promise<Set<string>> {
    await this.#connected();
    const found = await Promise.all(ids.map((id) => this.#client.exists(this.#key(queue, id))));
    return new Set(ids.filter((_id, index) => found[index] === 1));
  }

  async queueNames(): Promise<string[]> {
    await this.#connected();
    if (this.#options.kind === "foreign") return await listQueueNames(this.#client, this.#options.prefix);
    return (await this.#client.smembers(NAMES_KEY[this.#options.kind])).sort();
  }

  async summary(queue: string): Promise<QueueState> {
    await this.#connected();
    return await readSummary(this.#client, (part) => this.#key(queue, part), Date.now());
  }

  async count(queue: string, state: JobState): Promise<number> {
    await this.#connected();
    const counts = await Promise.all(
      SECTIONS[state].map(({ key, type }) =>
        type === "list" ? this.#client.llen(this.#key(queue, key)) : this.#client.zcard(this.#key(queue, key)),
      ),
    );
    return counts.reduce((sum, count) => sum + count, 0);
  }

  async search(queue: string, step: SearchStep): Promise<SearchOutcome> {
    await this.#connected();
    const keyOf = (part: string) => this.#key(queue, part);
    return await searchJobs(this.#client, keyOf, this.#own === "own", step);
  }

  async items(queue: string, ids: readonly string[]): Promise<StoredItem[]> {
    if (ids.length === 0) return [];
    await this.#connected();
    const rows = await this.#client.plimsollItems(
      this.#key(queue, "delayed"),
      this.#key(queue, ""),
      this.#own,
      PREVIEW_BYTES,
      ...ids,
    );
    return (rows as (string | null)[][]).map((row) => toStoredItem(row, this.#own === "own"));
  }

  async retry(queue: string, ids: readonly string[], data?: string): Promise<BulkOutcome> {
    const ops = await this.ops(queue);
    const states = (await this.#client.plimsollRenew(
      this.#key(queue, "failed"),
      this.#key(queue, "completed"),
      this.#key(queue, ""),
      Date.now(),
      data ?? "",
      this.#own,
      ...ids,
    )) as string[];
    const options = this.#own === "own" ? {} : { resetAttemptsMade: true };
    return await countDone(ids, async (id, index) => {
      const state = states[index];
      if (state !== "failed" && state !== "completed") return false;
      await ops.retryFinishedJob({ id, opts: {} } as Parameters<IQueueBackend["retryFinishedJob"]>[0], state, options);
      return true;
    });
  }

  async promote(queue: string, ids: readonly string[]): Promise<BulkOutcome> {
    const ops = await this.ops(queue);
    if (this.#own === "own") {
      await this.#client.plimsollReadyNow(this.#key(queue, "delayed"), this.#key(queue, ""), Date.now(), ...ids);
    }
    return await countDone(ids, async (id) => {
      await ops.promote(id);
      return true;
    });
  }

  async discard(queue: string, ids: readonly string[], from?: JobState): Promise<BulkOutcome> {
    const ops = await this.ops(queue);
    const present = await this.existing(queue, ids);
    const section = from === undefined ? undefined : SECTIONS[from][0];
    const key = section?.type === "zset" ? this.#key(queue, section.key) : undefined;
    return await countDone(ids, async (id) => {
      if (!present.has(id) || (key && (await this.#client.zscore(key, id)) === null)) return false;
      return (await ops.remove(id, true)) > 0;
    });
  }

  async close(): Promise<void> {
    const root = await this.#root?.catch(() => undefined);
    await root?.close();
    this.#client.disconnect();
  }
}

const KEYS_OF_ADD = ["wait", "meta", "active", "marker", "id", "events"];

function addArguments(prefix: string, jobs: readonly JobToInsert[]): (string | number)[] {
  const list: (string | number)[] = [prefix];
  for (const { id, name, data, attempts, metadata, addedAt } of jobs) {
    // BullMQ's short names of its options, put together by hand: there are as many as jobs.
    const trace = metadata === undefined ? "" : `,"tm":${JSON.stringify(metadata)}`;
    const opts = `{"attempts":${attempts},"backoff":{"type":"custom"}${trace}}`;
    list.push(id, name, data, opts, addedAt);
  }
  return list;
}

/** Changes each job; BullMQ's refusals (a negative code) count as skipped, all else is thrown on. */
async function countDone(
  ids: readonly string[],
  change: (id: string, index: number) => Promise<boolean>,
): Promise<BulkOutcome> {
  const results = await Promise.all(
    ids.map(async (id, index) => {
      try {
        return await change(id, index);
      } catch (error) {
        if (error instanceof Error && "code" in error && typeof error.code === "number") return false;
        throw error;
      }
    }),
  );
  const done = results.filter(Boolean).length;
  return { done, skipped: ids.length - done };
}
