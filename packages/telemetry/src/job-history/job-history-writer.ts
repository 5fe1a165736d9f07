import { setTimeout as delay } from "node:timers/promises";
import { toError } from "@plimsoll/core";
import { type BlockInserter, createBlockInserter, InsertError } from "../insert-block.ts";
import { AttemptBatch, INSERT_ATTEMPTS } from "./attempt-batch.ts";
import type { JobAttemptRow } from "./job-attempt-row.ts";

export interface JobHistoryWriterOptions {
  url: string;
  /** Told how many rows were given up, and why: no room left, refused by the store, or left over when closing. */
  onDropped(rows: number, reason: Error): void;
  /** Told once when the store stops taking rows, and again after it took some in between. They are kept and sent again. */
  onError?: (error: Error) => void;
  /** Longest that a row waits for company. */
  flushMs?: number;
  /** Rows of one insert. An insert costs the store as much as some 2,000 rows. */
  batchRows?: number;
  /** Bytes of rows that may wait while the store is down; one takes some 150. */
  maxBufferBytes?: number;
  /** Longest wait for the answer to one insert. */
  timeoutMs?: number;
}

export interface JobHistoryWriter {
  /** Takes a row; it is stored within about a second. Never throws and never waits. */
  add(row: JobAttemptRow): void;
  /** Waits until all rows added so far are stored or given up. */
  flush(): Promise<void>;
  /** Stores what is left, for `timeoutMs` (5 s) at most, and gives up the rest. */
  close(timeoutMs?: number): Promise<void>;
}

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5_000;
/** Codes that pass when somebody mends the set-up: no schema yet, wrong password, no rights. */
const MENDABLE_CODES = new Set([60, 81, 192, 193, 194, 497, 516]);

/** Opens the writer of finished attempts; nothing is sent until the first row. */
export function createJobHistoryWriter(options: JobHistoryWriterOptions): JobHistoryWriter {
  return new BatchingWriter(options);
}

class BatchingWriter implements JobHistoryWriter {
  readonly #options: JobHistoryWriterOptions;
  readonly #inserter: BlockInserter;
  readonly #flushMs: number;
  readonly #batchRows: number;
  readonly #maxBytes: number;
  /** Sealed batches, oldest first; the first may be on its way. */
  readonly #sealed: AttemptBatch[] = [];
  readonly #stopping = new AbortController();
  #open = new AttemptBatch();
  #sealedBytes = 0;
  #noRoomFor = 0;
  #timer: NodeJS.Timeout | undefined;
  #sending: Promise<void> | undefined;

  constructor(options: JobHistoryWriterOptions) {
    this.#options = options;
    this.#flushMs = options.flushMs ?? 1_000;
    this.#batchRows = options.batchRows ?? 10_000;
    this.#maxBytes = options.maxBufferBytes ?? 64 * 1024 * 1024;
    this.#inserter = createBlockInserter({
      url: options.url,
      query: INSERT_ATTEMPTS,
      noun: "attempts of jobs",
      error: InsertError,
      timeoutMs: options.timeoutMs,
      connections: 1,
    });
  }

  add(row: JobAttemptRow): void {
    if (this.#sealedBytes + this.#open.sizeBytes >= this.#maxBytes || this.#stopping.signal.aborted) {
      this.#noRoomFor += 1;
      return;
    }
    this.#open.append(row);
    if (this.#open.rows >= this.#batchRows) this.#seal();
    else this.#timer ??= setTimeout(() => this.#onTimer(), this.#flushMs);
  }

  async flush(): Promise<void> {
    this.#seal();
    while (this.#sending) await this.#sending;
    this.#reportNoRoom();
  }

  async close(timeoutMs = 5_000): Promise<void> {
    const stop = setTimeout(() => this.#stopping.abort(), timeoutMs);
    await this.flush();
    clearTimeout(stop);
    this.#stopping.abort();
    await this.#inserter.close();
  }

  #onTimer(): void {
    this.#timer = undefined;
    // While an insert is on its way or in vain, rows gather: few large batches are better than many small ones.
    if (!this.#sending) this.#seal();
  }

  #seal(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#open.rows > 0) {
      this.#sealed.push(this.#open);
      this.#sealedBytes += this.#open.sizeBytes;
      this.#open = new AttemptBatch();
    }
    this.#sending ??= this.#sendAll().finally(() => {
      this.#sending = undefined;
    });
  }

  async #sendAll(): Promise<void> {
    for (let batch = this.#sealed[0]; batch; batch = this.#sealed[0]) {
      const failure = await this.#send(batch);
      this.#sealed.shift();
      this.#sealedBytes -= batch.sizeBytes;
      if (failure) this.#options.onDropped(batch.rows, failure);
      this.#reportNoRoom();
      if (this.#sealed.length === 0 && !this.#timer) this.#seal();
    }
  }

  /** Sends until the store took the batch; returns why it never will. */
  async #send(batch: AttemptBatch): Promise<Error | null> {
    const { signal } = this.#stopping;
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      try {
        await this.#inserter.insert([batch.bytes()], { rows: batch.rows, token: batch.token, signal });
        return null;
      } catch (thrown) {
        const error = toError(thrown);
        if (signal.aborted || !canSucceedLater(error)) return error;
        if (pauseMs === FIRST_PAUSE_MS) this.#options.onError?.(error);
      }
      await delay(pauseMs, undefined, { signal }).catch(() => undefined);
    }
  }

  #reportNoRoom(): void {
    if (this.#noRoomFor === 0) return;
    const reason = new Error("The telemetry store was down for so long that the buffer of job history was full.");
    this.#options.onDropped(this.#noRoomFor, reason);
    this.#noRoomFor = 0;
  }
}

function canSucceedLater(error: Error): boolean {
  if (!(error instanceof InsertError)) return false;
  return error.retryable || (error.exceptionCode !== null && MENDABLE_CODES.has(error.exceptionCode));
}
