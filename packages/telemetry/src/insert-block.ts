import { Readable } from "node:stream";
import { Agent, request, type Dispatcher } from "undici";
import { toError } from "@plimsoll/core";
import { parseStoreUrl } from "./connection.ts";

export interface BlockInserterOptions {
  url: string;
  /** The INSERT statement, up to its FORMAT. */
  query: string;
  /** What a row is, in the plural, for messages. */
  noun: string;
  /** What is thrown when an insert was not acknowledged. */
  error: typeof InsertError;
  /** Settings of ClickHouse for these inserts, beside those that all have. */
  settings?: Readonly<Record<string, string>>;
  /** Longest wait for the store's answer. */
  timeoutMs?: number | undefined;
  /** Connections kept open at most. */
  connections?: number | undefined;
}
export interface InsertOptions {
  /** Rows of the block, for the error's message. */
  rows: number;
  /** The same block sent again must have the same token: the store then keeps it once. */
  token: string;
  signal?: AbortSignal | undefined;
}
export interface BlockInserter {
  /** Sends one block; returns after the commit. Throws the options' error. */
  insert(chunks: readonly Uint8Array[], options: InsertOptions): Promise<void>;
  close(): Promise<void>;
}
export interface InsertErrorDetails {
  outcome: "not-stored" | "unknown";
  retryable: boolean;
  exceptionCode?: number;
  cause?: unknown;
}

/**
 * An insert that was not acknowledged. `not-stored`: the store said no, or was never reached. `unknown`: the answer was
 * lost; send the same block with the same token again, or ask whether it is there.
 */
export class InsertError extends Error {
  readonly outcome: "not-stored" | "unknown";
  /** True when the same block may be stored later. */
  readonly retryable: boolean;
  /** ClickHouse's exception code, when it gave one. */
  readonly exceptionCode: number | null;

  constructor(message: string, details: InsertErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = "InsertError";
    this.outcome = details.outcome;
    this.retryable = details.retryable;
    this.exceptionCode = details.exceptionCode ?? null;
  }
}

const SETTINGS = {
  async_insert: "0",
  wait_end_of_query: "1",
  insert_deduplicate: "1",
  deduplicate_blocks_in_dependent_materialized_views: "1",
  // On a cluster: acknowledged means that the shards have it.
  distributed_foreground_insert: "1",
  // The request is one block, so one part, so it commits as a whole.
  max_insert_threads: "1",
  max_insert_block_size: "10000000",
  min_insert_block_size_rows: "10000000",
  min_insert_block_size_bytes: "0",
};
/** Codes after which the same block can succeed: memory, too many parts or queries, timeouts, read-only replicas, disk. */
const RETRYABLE_CODES = new Set([159, 164, 202, 209, 210, 241, 242, 243, 252, 319, 394, 439, 999]);
/** Codes after which the block may have been committed although the insert failed. */
const UNKNOWN_CODES = new Set([159, 209, 210, 319, 394]);
const NEVER_SENT_CODES = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/** Opens the pool of connections; nothing is sent until the first insert. */
export function createBlockInserter(options: BlockInserterOptions): BlockInserter {
  const { origin, username, password } = parseStoreUrl(options.url);
  const timeoutMs = options.timeoutMs ?? 30_000;
  const agent = new Agent({
    connections: options.connections ?? 8,
    connect: { timeout: 5_000 },
    keepAliveTimeout: 2_000,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
  });
  const headers = {
    authorization: `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`,
    "content-type": "application/octet-stream",
  };
  return {
    insert: async (chunks, { rows, token, signal }) => {
      const settings = { ...SETTINGS, ...options.settings, insert_deduplication_token: token };
      const search = new URLSearchParams({ query: options.query, ...settings });
      const length = chunks.reduce((total, chunk) => total + chunk.byteLength, 0);
      let response: Dispatcher.ResponseData;
      let body: string;
      try {
        response = await request(`${origin}/?${search}`, {
          dispatcher: agent,
          method: "POST",
          headers: { ...headers, "content-length": String(length) },
          body: Readable.from(chunks, { objectMode: false }),
          ...(signal && { signal }),
        });
        body = await response.body.text();
      } catch (error) {
        throw connectionError(options, error, rows);
      }
      assertStored(options, response, body, rows);
    },
    close: () => agent.close(),
  };
}

function connectionError({ noun, error: Failure }: BlockInserterOptions, thrown: unknown, rows: number): InsertError {
  const error = toError(thrown);
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  if (NEVER_SENT_CODES.has(code)) {
    const message = `The telemetry store cannot be reached (${code}); ${rows} ${noun} were not stored.`;
    return new Failure(message, { outcome: "not-stored", retryable: true, cause: error });
  }
  const message = `The telemetry store's answer to ${rows} ${noun} was lost (${code || error.name}).`;
  return new Failure(message, { outcome: "unknown", retryable: true, cause: error });
}

function assertStored(
  { noun, error: Failure }: BlockInserterOptions,
  response: Dispatcher.ResponseData,
  body: string,
  rows: number,
): void {
  const header = response.headers["x-clickhouse-exception-code"];
  if (response.statusCode === 200 && header === undefined) return;
  const exceptionCode = Number(header ?? /^Code: (\d+)/.exec(body)?.[1] ?? Number.NaN);
  // Without a code it is not ClickHouse that answers, but perhaps a proxy before it.
  const known = Number.isInteger(exceptionCode);
  const unknown = known ? UNKNOWN_CODES.has(exceptionCode) : response.statusCode >= 500;
  throw new Failure(
    `The telemetry store refused ${rows} ${noun}: HTTP ${response.statusCode}${known ? `, code ${exceptionCode}` : ""}.`,
    {
      outcome: unknown ? "unknown" : "not-stored",
      retryable: known ? RETRYABLE_CODES.has(exceptionCode) : response.statusCode >= 500 || response.statusCode === 429,
      ...(known && { exceptionCode }),
      // The text names the failing column or value; it goes to the log, never to an exporter.
      cause: new Error(body.slice(0, 2000)),
    },
  );
}
