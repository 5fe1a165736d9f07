import { createHash } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { createBlockInserter, InsertError } from "../insert-block.ts";
import { RowBytes } from "../job-history/row-bytes.ts";
import { LOAD_INTERVAL_COLUMNS } from "../schema/load-tables.ts";
import { DATABASE } from "../spans-columns.ts";
import type { LoadIntervalRow } from "./load-interval-row.ts";

export interface LoadIntervalWriterOptions {
  url: string;
  /** Longest that one write is tried, again and again while the store cannot take it. */
  retryMs?: number;
  /** Longest wait for the answer to one try. */
  timeoutMs?: number;
}

export interface LoadIntervalWriter {
  /**
   * Stores the rows of one share and one second (or of several seconds); returns when they are stored. Written again,
   * they show once. Throws InsertError when the store did not take them in time.
   */
  write(rows: readonly LoadIntervalRow[], signal?: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

const QUERY = `INSERT INTO ${DATABASE}.load_intervals (${LOAD_INTERVAL_COLUMNS.map((column) => column.name).join(", ")}) FORMAT RowBinary`;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 1_000;

/** Opens the writer of load runs; nothing is sent until the first rows. */
export function createLoadIntervalWriter(options: LoadIntervalWriterOptions): LoadIntervalWriter {
  const retryMs = options.retryMs ?? 10_000;
  const inserter = createBlockInserter({
    url: options.url,
    query: QUERY,
    noun: "figures of a load run",
    error: InsertError,
    timeoutMs: options.timeoutMs ?? 10_000,
    connections: 2,
  });
  const write = async (rows: readonly LoadIntervalRow[], signal?: AbortSignal) => {
    const [first] = rows;
    if (!first) return;
    const bytes = new RowBytes();
    for (const row of rows) append(bytes, row);
    const body = bytes.bytes();
    // The same rows have the same token, also from another process.
    const token = createHash("sha256").update(body).digest("hex");
    const until = performance.now() + retryMs;
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      try {
        return await inserter.insert([body], { rows: rows.length, token, signal });
      } catch (error) {
        const mayPass = error instanceof InsertError && error.retryable && !signal?.aborted;
        if (!mayPass || performance.now() + pauseMs > until) throw error;
      }
      await delay(pauseMs, undefined, signal ? { signal } : {});
    }
  };
  return { write, close: () => inserter.close() };
}

/** Appends a row, its values in the order of `LOAD_INTERVAL_COLUMNS`. */
function append(bytes: RowBytes, row: LoadIntervalRow): void {
  bytes.text(row.projectId);
  bytes.text(row.runId);
  bytes.uint16(row.share);
  bytes.uint32(row.second);
  bytes.uint32(Math.floor(row.at / 1000));
  bytes.text(row.step);
  bytes.uint8(row.kind === "group" ? 1 : 0);
  for (const count of [row.planned, row.sent, row.answered, row.failed, row.dropped]) bytes.uint32(count);
  bytes.uint64(row.bytesIn);
  bytes.uint64(row.bytesOut);
  const { buckets, counts, sumUs, minUs, maxUs } = row.histogram;
  appendList(bytes, [...buckets.entries()], ([at, bucket]) => {
    bytes.uint16(bucket);
    bytes.uint32(counts[at] ?? 0);
  });
  bytes.uint64(sumUs);
  bytes.uint32(minUs);
  bytes.uint32(maxUs);
  appendList(bytes, Object.entries(row.statuses), ([status, count]) => {
    bytes.uint16(Number(status));
    bytes.uint32(count);
  });
  appendCounts(bytes, Object.entries(row.errors));
  appendCounts(
    bytes,
    row.checks.map((check) => [check.name, check.passed]),
  );
  appendCounts(
    bytes,
    row.checks.map((check) => [check.name, check.failed]),
  );
  bytes.uint32(row.inFlight);
  bytes.uint16(row.cpu * 1000);
  bytes.uint32(row.lagMs * 1000);
  appendList(bytes, row.slowest, (request) => bytes.hex(request.traceId, 16));
  appendList(bytes, row.slowest, (request) => bytes.uint32(request.latencyMs * 1000));
  appendList(bytes, row.slowest, (request) => bytes.uint16(request.status ?? 0));
  appendList(bytes, row.slowest, (request) => bytes.text(request.error ?? ""));
  appendList(bytes, row.slowest, (request) => bytes.uint64(Date.parse(request.at)));
}

function appendList<T>(bytes: RowBytes, items: readonly T[], append: (item: T) => void): void {
  bytes.size(items.length);
  for (const item of items) append(item);
}

function appendCounts(bytes: RowBytes, entries: readonly [string, number][]): void {
  appendList(bytes, entries, ([name, count]) => {
    bytes.text(name);
    bytes.uint32(count);
  });
}
