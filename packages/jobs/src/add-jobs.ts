import { randomBytes } from "node:crypto";
import type { Attributes } from "@opentelemetry/api";
import type { JobJson, JobsOptions } from "bullmq";
import type { JobBackend, JobToInsert } from "./job-backend.ts";
import type { AddedJob, NewJob } from "./job-store.ts";
import type { QueueKind } from "./names.ts";
import { encodeData } from "./stored-data.ts";
import { jobAttributes, withEnqueueSpan } from "./telemetry.ts";

export type JobAdder = (queue: string, jobs: readonly NewJob[]) => Promise<AddedJob[]>;

/** Jobs of one statement or transaction at most. */
const MOST_AT_ONCE = 500;

/** An id that sorts by time: 48 bits of it and 80 of chance. */
function newJobId(): string {
  return Date.now().toString(16).padStart(12, "0") + randomBytes(10).toString("hex");
}

function prepare(kind: QueueKind | "foreign", job: NewJob, metadata: string | undefined, id: string): JobToInsert {
  const opts: JobsOptions = {
    attempts: job.attempts,
    backoff: { type: "custom" },
    ...(job.priority !== undefined && { priority: job.priority }),
    ...(job.delayMs && { delay: job.delayMs }),
    ...(job.deduplicationKey !== undefined && { deduplication: { id: job.deduplicationKey } }),
    ...(metadata !== undefined && { telemetry: { metadata } }),
  };
  const json = {
    id,
    name: job.name,
    data: encodeData(kind, job.name, job.data),
    opts,
    progress: 0,
    attemptsMade: 0,
    timestamp: Date.now(),
    ...(job.deduplicationKey !== undefined && { deduplicationId: job.deduplicationKey }),
  };
  return { id, chosen: job.id !== undefined, job: json as unknown as JobJson };
}

interface Waiting {
  jobs: JobToInsert[];
  resolve(ids: string[]): void;
  reject(error: unknown): void;
}

/**
 * Groups the jobs of calls that come while an insert of the same queue is under way: one round trip and one commit store
 * them all. A call alone goes at once.
 */
class Coalescer {
  readonly #backend: JobBackend;
  readonly #queues = new Map<string, { waiting: Waiting[]; busy: number }>();

  constructor(backend: JobBackend) {
    this.#backend = backend;
  }

  insert(queue: string, jobs: JobToInsert[]): Promise<string[]> {
    return new Promise((resolve, reject) => {
      let state = this.#queues.get(queue);
      if (!state) {
        state = { waiting: [], busy: 0 };
        this.#queues.set(queue, state);
      }
      state.waiting.push({ jobs, resolve, reject });
      // Calls of the same turn of the event loop go together.
      if (state.waiting.length === 1 && state.busy < 2) queueMicrotask(() => void this.#flush(queue));
    });
  }

  async #flush(queue: string): Promise<void> {
    const state = this.#queues.get(queue);
    if (!state || state.waiting.length === 0 || state.busy >= 2) return;
    const group: Waiting[] = [];
    let size = 0;
    for (const call of state.waiting) {
      if (group.length > 0 && size + call.jobs.length > MOST_AT_ONCE) break;
      group.push(call);
      size += call.jobs.length;
    }
    state.waiting.splice(0, group.length);
    state.busy += 1;
    try {
      const ids = await this.#backend.insert(
        queue,
        group.flatMap(({ jobs }) => jobs),
      );
      let at = 0;
      for (const call of group) call.resolve(ids.slice(at, (at += call.jobs.length)));
    } catch (error) {
      for (const call of group) call.reject(error);
    } finally {
      state.busy -= 1;
      if (state.waiting.length > 0) void this.#flush(queue);
      else if (state.busy === 0) this.#queues.delete(queue);
    }
  }
}

/** How a store adds jobs: one span a call, one round trip for calls that come at once. */
export function createJobAdder(backend: JobBackend, kind: QueueKind | "foreign"): JobAdder {
  const coalescer = new Coalescer(backend);
  const attributes = new Map<string, Attributes>();
  const attributesOf = (queue: string): Attributes => {
    let known = attributes.get(queue);
    if (!known) {
      known = kind === "foreign" ? { "messaging.destination.name": queue } : jobAttributes(kind, queue);
      attributes.set(queue, known);
    }
    return known;
  };
  return async (queue, jobs) => {
    if (jobs.length === 0) return [];
    const ids = jobs.map(({ id }) => id ?? newJobId());
    const chosen = jobs.flatMap(({ id }) => id ?? []);
    const before = chosen.length > 0 ? await backend.existing(queue, chosen) : new Set<string>();
    return await withEnqueueSpan(attributesOf(queue), ids, async (carry) => {
      const prepared = jobs.map((job, index) =>
        prepare(kind, job, carry(job.trace ?? (jobs.length > 1 ? "link" : "parent")), ids[index] ?? ""),
      );
      const stored: string[] = [];
      for (let at = 0; at < prepared.length; at += MOST_AT_ONCE) {
        stored.push(...(await coalescer.insert(queue, prepared.slice(at, at + MOST_AT_ONCE))));
      }
      return stored.map((id, index) => ({ id, deduplicated: id !== ids[index] || before.has(id) }));
    });
  };
}
