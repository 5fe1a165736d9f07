import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { AppError, toError } from "@plimsoll/core";
import type { AppendResult, RequestIdentity } from "@plimsoll/otlp";
import { type BlockInserter, InsertError } from "@plimsoll/telemetry";
import type { IngestObserver } from "./observer.ts";
import { type ExportOutcome, RetryMemory } from "./retry-memory.ts";
import { type FindStored, StoredCheck } from "./stored-check.ts";

/** Items of many requests on their way into one block: `SpanBatch` or `MetricBatch`. */
export interface CommitBatch<Reference> {
  readonly rowCount: number;
  readonly byteSize: number;
  append(body: Uint8Array, projectId: string, receivedAt: number): AppendResult<Reference>;
  undoLast(): void;
  /** Names the insert of what is in it; where absent, each insert gets a random name. */
  readonly token?: string;
  toNative(): Uint8Array[];
  /** The block is committed. */
  confirm?(): void;
  reset(): void;
}
/** Where the items of one signal are kept. */
export interface SignalStore<Reference> {
  writer: Pick<BlockInserter, "insert">;
  /** Finds items that were stored by a process that did not live to say so. */
  findStored: FindStored<Reference>;
}
export interface CommitterOptions<Reference> extends SignalStore<Reference> {
  newBatch: () => CommitBatch<Reference>;
  /** What an item is called, in the plural. */
  noun: string;
  /** Longest that a request waits for others to be committed with it. */
  flushMs: number;
  /** See PLIMSOLL_RETRY_WINDOW_MS. */
  retryWindowMs: number;
  observer: IngestObserver;
  maxRows?: number;
  maxBytes?: number;
  maxInFlight?: number;
  /** How long a failing insert is tried again before its requests are told to come back. */
  giveUpAfterMs?: number;
}
export interface CommitRequest {
  /** An Export…ServiceRequest in protobuf. Not read any more once `submit` has returned its promise. */
  body: Uint8Array;
  projectId: string;
  /** True for Plimsoll's own telemetry. */
  isSelf: boolean;
}

const MAX_ROWS = 40_000;
const MAX_BYTES = 16 * 1024 * 1024;
const GIVE_UP_AFTER_MS = 4_000;
const FIRST_BACKOFF_MS = 50;
const LONGEST_BACKOFF_MS = 800;

interface Waiter<Reference> {
  identity: RequestIdentity<Reference>;
  resolve: () => void;
  reject: (error: Error) => void;
}
interface Group<Reference> {
  batch: CommitBatch<Reference>;
  waiters: Waiter<Reference>[];
  isSelf: boolean;
  /** Set when the group is due; it leaves as soon as an insert may start. */
  isDue: boolean;
  timer: NodeJS.Timeout | null;
}

/**
 * Group commit: requests gather in a batch, the batch becomes one insert, and only when that is committed are its
 * requests answered. While inserts run, the next batch fills.
 */
export class GroupCommitter<Reference> {
  readonly #options: Required<CommitterOptions<Reference>>;
  readonly #retries: RetryMemory;
  readonly #check: StoredCheck<Reference>;
  readonly #spare: CommitBatch<Reference>[] = [];
  readonly #inFlight = new Set<Promise<void>>();
  readonly #checking = new Set<Promise<unknown>>();
  #group: Group<Reference>;
  #isClosing = false;

  constructor(options: CommitterOptions<Reference>) {
    this.#options = {
      maxRows: MAX_ROWS,
      maxBytes: MAX_BYTES,
      maxInFlight: 2,
      giveUpAfterMs: GIVE_UP_AFTER_MS,
      ...options,
    };
    this.#retries = new RetryMemory(options.retryWindowMs, Date.now());
    this.#check = new StoredCheck(options.findStored);
    this.#group = this.#newGroup();
  }

  /**
   * Stores the request's items; returns when they are committed, or were before. Throws MalformedRequest, or UNAVAILABLE
   * when the sender should try again.
   */
  async submit(request: CommitRequest): Promise<ExportOutcome> {
    if (this.#isClosing) throw new AppError("UNAVAILABLE", "This receiver is stopping; send the request again.");
    const result = this.#append(request);
    const { identity } = result;
    if (identity === null) return outcomeOf(result);
    const earlier = this.#retries.find(identity);
    if (earlier) {
      this.#group.batch.undoLast();
      return earlier;
    }
    let outcome: Promise<ExportOutcome>;
    if (this.#retries.mustAskStore(identity, Date.now())) {
      this.#group.batch.undoLast();
      const kept = { ...request, body: request.body.slice() };
      outcome = this.#submitUnlessStored(kept, identity, outcomeOf(result));
      void this.#track(this.#checking, outcome);
    } else outcome = this.#join(request, identity, outcomeOf(result));
    this.#retries.remember(identity, outcome);
    return outcome;
  }

  /** Commits what waits, answers all, and refuses what comes later. */
  async close(): Promise<void> {
    this.#isClosing = true;
    this.#group.isDue = true;
    this.#startIfDue();
    await Promise.allSettled(this.#checking);
    while (this.#inFlight.size > 0) await Promise.allSettled(this.#inFlight);
  }

  #append({ body, projectId }: CommitRequest): AppendResult<Reference> {
    return this.#group.batch.append(body, projectId, Date.now());
  }

  async #submitUnlessStored(
    request: CommitRequest,
    identity: RequestIdentity<Reference>,
    outcome: ExportOutcome,
  ): Promise<ExportOutcome> {
    let isStored: boolean;
    try {
      isStored = await this.#check.isStored(identity.first);
    } catch (error) {
      throw this.#storeDown(error);
    }
    if (isStored) return outcome;
    this.#append(request);
    return this.#join(request, identity, outcome);
  }

  /** Makes the request, whose items are in the current batch, wait for that batch. */
  #join(request: CommitRequest, identity: RequestIdentity<Reference>, outcome: ExportOutcome): Promise<ExportOutcome> {
    const group = this.#group;
    group.isSelf &&= request.isSelf;
    const { batch } = group;
    return new Promise((resolve, reject) => {
      group.waiters.push({ identity, resolve: () => resolve(outcome), reject });
      group.isDue ||=
        this.#isClosing || batch.rowCount >= this.#options.maxRows || batch.byteSize >= this.#options.maxBytes;
      group.timer ??= setTimeout(() => {
        group.isDue = true;
        this.#startIfDue();
      }, this.#options.flushMs);
      this.#startIfDue();
    });
  }

  #startIfDue(): void {
    const group = this.#group;
    if (!group.isDue || group.waiters.length === 0 || this.#inFlight.size >= this.#options.maxInFlight) return;
    if (group.timer) clearTimeout(group.timer);
    this.#group = this.#newGroup();
    void this.#track(this.#inFlight, this.#commit(group)).then(() => this.#startIfDue());
  }

  async #commit({ batch, waiters, isSelf }: Group<Reference>): Promise<void> {
    const info = { rows: batch.rowCount, bytes: batch.byteSize, requests: waiters.length, isSelf };
    try {
      await this.#options.observer.aroundFlush(info, () => this.#insert(batch));
      batch.confirm?.();
      for (const waiter of waiters) waiter.resolve();
    } catch (thrown) {
      const error = toError(thrown);
      const isUnknown = !(error instanceof InsertGivenUp) || error.isUnknown;
      for (const waiter of waiters) {
        if (isUnknown) this.#retries.markUncertain(waiter.identity);
        waiter.reject(this.#storeDown(error));
      }
    }
    batch.reset();
    this.#spare.push(batch);
  }

  /** Inserts with the same token until it works, or there is no point or time in trying again. */
  async #insert(batch: CommitBatch<Reference>): Promise<void> {
    const chunks = batch.toNative();
    const rows = batch.rowCount;
    const token = batch.token ?? randomUUID();
    const deadline = Date.now() + this.#options.giveUpAfterMs;
    let isUnknown = false;
    for (let attempt = 1; ; attempt++) {
      try {
        await this.#options.writer.insert(chunks, { rows, token });
        return;
      } catch (thrown) {
        const error = toError(thrown);
        const isOurs = error instanceof InsertError;
        isUnknown ||= !isOurs || error.outcome === "unknown";
        const backoff = Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (attempt - 1));
        const willRetry = (!isOurs || error.retryable) && Date.now() + backoff < deadline;
        this.#options.observer.onInsertFailed(error, { attempt, willRetry, rows });
        if (!willRetry) throw new InsertGivenUp(error, isUnknown);
        await wait(backoff * (0.5 + Math.random() / 2));
      }
    }
  }

  #storeDown(cause: unknown): AppError {
    const message = `The store does not take ${this.#options.noun} at the moment; send the request again.`;
    return new AppError("UNAVAILABLE", message, { cause });
  }

  #newGroup(): Group<Reference> {
    const batch = this.#spare.pop() ?? this.#options.newBatch();
    return { batch, waiters: [], isSelf: true, isDue: false, timer: null };
  }

  async #track<T>(set: Set<Promise<T>>, work: Promise<T>): Promise<void> {
    set.add(work);
    await Promise.allSettled([work]);
    set.delete(work);
  }
}

class InsertGivenUp extends Error {
  readonly isUnknown: boolean;

  constructor(cause: Error, isUnknown: boolean) {
    super(cause.message, { cause });
    this.isUnknown = isUnknown;
  }
}

function outcomeOf({ rejected, message }: AppendResult<unknown>): ExportOutcome {
  return { rejected, message };
}
