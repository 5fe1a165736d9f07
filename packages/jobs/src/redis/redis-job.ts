import type { IQueueBackend } from "bullmq";
import type { TakenJob } from "../worker-options.ts";

/** Options of a job under the short names that BullMQ stores them by. */
interface StoredOptions {
  attempts?: number;
  delay?: number;
  tries?: number;
  readyAt?: number;
  children?: number;
  /** What the job carries of the trace that added it. */
  tm?: string;
}

function parseOptions(json: string | null | undefined): StoredOptions {
  try {
    return JSON.parse(json || "{}") as StoredOptions;
  } catch {
    return {};
  }
}

/** A job as the script EXCHANGE takes it, with no more of it read than a run needs. */
export class RedisJob implements TakenJob {
  readonly id: string;
  readonly token: string;
  readonly name: string;
  readonly opts: StoredOptions;
  readonly timestamp: number;
  readonly processedOn: number;
  readonly attemptsMade: number;
  readonly stalledCounter: number;
  readonly readyAt: number | null;
  /** Part of a flow, or with a deduplication key: its end is not its own affair alone. */
  readonly isTied: boolean;
  /** Why it is not to run again: it stalled too often, for one. */
  readonly deferredFailure: string | null;
  finishedOn?: number;
  readonly #backend: IQueueBackend;
  readonly #data: string;

  constructor(backend: IQueueBackend, fields: readonly (string | null)[], token: string, now: number) {
    const [name, data, opts, timestamp, made, stalled, , parentKey, deduplicationId, deferred, readyAt, id] = fields;
    this.#backend = backend;
    this.id = id ?? "";
    this.token = token;
    this.name = name ?? "";
    this.#data = data || "{}";
    this.opts = parseOptions(opts);
    this.timestamp = Number(timestamp);
    this.processedOn = now;
    this.attemptsMade = Number(made ?? 0);
    this.stalledCounter = Number(stalled ?? 0);
    this.readyAt = readyAt ? Number(readyAt) : null;
    this.isTied = Boolean(parentKey || deduplicationId || this.opts.children);
    this.deferredFailure = deferred ?? null;
  }

  get data(): unknown {
    return JSON.parse(this.#data);
  }

  async updateProgress(share: number): Promise<void> {
    await this.#backend.updateProgress(this.id, share);
  }
  async log(line: string): Promise<void> {
    await this.#backend.addLog(this.id, line);
  }
  async moveToDelayed(timestamp: number, token: string): Promise<void> {
    const now = Date.now();
    await this.#backend.moveToDelayed(this.id, now, Math.max(0, timestamp - now), token, { skipAttempt: true });
  }
  async moveToWait(token: string): Promise<void> {
    await this.#backend.moveJobFromActiveToWait(this.id, token);
  }
}
