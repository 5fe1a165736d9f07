import { randomUUID } from "node:crypto";
import { AppError } from "@plimsoll/core";
import type { JobBackend, JobToInsert } from "./job-backend.ts";
import type { AddedJob, NewJob } from "./job-store.ts";
import type { QueueKind } from "./names.ts";
import { encodeData } from "./stored-data.ts";
import { EnqueueSpan, enqueueShape, type SpanShape } from "./telemetry.ts";
import { withDeadline } from "./unavailable.ts";

/** Jobs of calls that go together; a call of its own is never parted. */
const MOST_AT_ONCE = 500;

/** Ids of the same millisecond begin alike. */
let stamp = { ms: 0, hex: "" };

/** An id that sorts by time: 48 bits of it and 80 of chance. The UUID comes from a stock of random bytes: that is cheap. */
export function newJobId(): string {
  const uuid = randomUUID();
  const now = Date.now();
  if (now !== stamp.ms) stamp = { ms: now, hex: now.toString(16).padStart(12, "0") };
  return stamp.hex + uuid.slice(0, 8) + uuid.slice(24);
}

export function prepareJob(
  kind: QueueKind | "foreign",
  job: NewJob,
  metadata: string | undefined,
  id: string,
): JobToInsert {
  return {
    id,
    name: job.name,
    data: encodeData(kind, job.name, job.data),
    attempts: job.attempts,
    priority: job.priority ?? 0,
    delayMs: job.delayMs ?? 0,
    deduplicationKey: job.deduplicationKey ?? null,
    metadata,
    addedAt: Date.now(),
  };
}

interface Waiting {
  jobs: JobToInsert[];
  resolve(ids: string[]): void;
  reject(error: unknown): void;
}
interface Line {
  waiting: Waiting[];
  /** Inserts under way, and whether one is about to be. */
  busy: number;
  planned: boolean;
}

/** Inserts of a queue at a time: the next group gathers while these are under way. */
const MOST_INSERTS = 3;

/**
 * Groups the jobs of calls that come at once or while inserts of the same queue are under way: one round trip and one
 * commit store them all.
 */
class Coalescer {
  readonly #backend: JobBackend;
  readonly #lines = new Map<string, Line>();

  constructor(backend: JobBackend) {
    this.#backend = backend;
  }

  insert(queue: string, jobs: JobToInsert[]): Promise<string[]> {
    return new Promise((resolve, reject) => {
      let line = this.#lines.get(queue);
      if (!line) {
        line = { waiting: [], busy: 0, planned: false };
        this.#lines.set(queue, line);
      }
      line.waiting.push({ jobs, resolve, reject });
      this.#plan(queue, line);
    });
  }

  #plan(queue: string, line: Line): void {
    if (line.planned || line.busy >= MOST_INSERTS || line.waiting.length === 0) return;
    line.planned = true;
    // Calls of the same turn of the event loop go together.
    setImmediate(() => {
      line.planned = false;
      void this.#flush(queue, line);
    });
  }

  async #flush(queue: string, line: Line): Promise<void> {
    const group = takeGroup(line.waiting);
    if (group.length === 0) return;
    line.busy += 1;
    this.#plan(queue, line);
    try {
      const jobs = group.flatMap((call) => call.jobs);
      const ids = await withDeadline(() => this.#backend.insert(queue, jobs));
      let at = 0;
      for (const call of group) call.resolve(ids.slice(at, (at += call.jobs.length)));
    } catch (error) {
      // Those in line would wait for the same store as long again.
      const isGone = error instanceof AppError && error.code === "UNAVAILABLE";
      for (const call of isGone ? [...group, ...line.waiting.splice(0)] : group) call.reject(error);
    } finally {
      line.busy -= 1;
      if (line.waiting.length > 0) this.#plan(queue, line);
      else if (line.busy === 0 && !line.planned) this.#lines.delete(queue);
    }
  }
}

function takeGroup(waiting: Waiting[]): Waiting[] {
  let size = 0;
  let calls = 0;
  for (const call of waiting) {
    if (calls > 0 && size + call.jobs.length > MOST_AT_ONCE) break;
    size += call.jobs.length;
    calls += 1;
  }
  return waiting.splice(0, calls);
}

/** How a store adds jobs: one span a call, one round trip for calls that come at once. */
export class JobAdder {
  readonly #backend: JobBackend;
  readonly #kind: QueueKind | "foreign";
  readonly #coalescer: Coalescer;
  readonly #shapes = new Map<string, SpanShape>();

  constructor(backend: JobBackend, kind: QueueKind | "foreign") {
    this.#backend = backend;
    this.#kind = kind;
    this.#coalescer = new Coalescer(backend);
  }

  /** See JobStore.add. */
  add(queue: string, jobs: readonly NewJob[]): Promise<AddedJob[]> {
    const [first] = jobs;
    if (!first) return Promise.resolve([]);
    return jobs.length === 1 && first.id === undefined ? this.#addOne(queue, first) : this.#addMany(queue, jobs);
  }

  #shapeOf(queue: string): SpanShape {
    let known = this.#shapes.get(queue);
    if (!known) {
      known = enqueueShape(this.#kind, queue);
      this.#shapes.set(queue, known);
    }
    return known;
  }

  /** What busy callers do: one job, its id made here. */
  async #addOne(queue: string, job: NewJob): Promise<AddedJob[]> {
    const id = newJobId();
    const span = new EnqueueSpan(this.#shapeOf(queue), [id]);
    try {
      const prepared = prepareJob(this.#kind, job, span.carry(job.trace ?? "parent"), id);
      const [stored = id] = await this.#coalescer.insert(queue, [prepared]);
      return [{ id: stored, deduplicated: stored !== id }];
    } catch (error) {
      span.fail(error);
      throw error;
    } finally {
      span.end();
    }
  }

  async #addMany(queue: string, jobs: readonly NewJob[]): Promise<AddedJob[]> {
    const ids = jobs.map(({ id }) => id ?? newJobId());
    const chosen = jobs.flatMap(({ id }) => id ?? []);
    const before = chosen.length > 0 ? await withDeadline(() => this.#backend.existing(queue, chosen)) : null;
    const span = new EnqueueSpan(this.#shapeOf(queue), ids);
    try {
      const mode = jobs.length > 1 ? "link" : "parent";
      const prepared = jobs.map((job, at) => prepareJob(this.#kind, job, span.carry(job.trace ?? mode), ids[at] ?? ""));
      const stored = await this.#coalescer.insert(queue, prepared);
      return stored.map((id, at) => ({ id, deduplicated: id !== ids[at] || (before?.has(id) ?? false) }));
    } catch (error) {
      span.fail(error);
      throw error;
    } finally {
      span.end();
    }
  }
}
