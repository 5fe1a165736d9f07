import { createClient, type ClickHouseClient, type ClickHouseSettings } from "@clickhouse/client";
import { setMaxListeners } from "node:events";
import { buffer as readBytes } from "node:stream/consumers";
import { SpanKind } from "@opentelemetry/api";
import { withoutSpans, withSpan } from "@plimsoll/observability";
import { parseStoreUrl } from "./connection.ts";
import { toStoreError } from "./errors.ts";

export interface TelemetryClientOptions {
  /** ClickHouse over HTTP(S), user and password in the URL. */
  url: string;
  /** Longest that one query may take, in the store. */
  queryTimeoutMs: number;
  /** Memory that one query may use, in the store. */
  maxMemoryBytes: number;
  /** Threads of one query; 0: as many as the store has cores. */
  maxThreads?: number | undefined;
  /** Name of the cluster, when the store is one. */
  cluster?: string | undefined;
}

export type QueryValue = string | number | bigint | boolean | readonly string[] | readonly number[];
export interface QueryOptions {
  params?: Readonly<Record<string, QueryValue>> | undefined;
  signal?: AbortSignal | undefined;
  settings?: ClickHouseSettings;
}

/** The way into the store for readers: every query is limited in time, memory, threads and rows of its result. */
export interface TelemetryClient {
  readonly cluster: string | undefined;
  /** Rows as arrays in the order of the SELECT, each turned into what the caller wants by `read`. */
  rows<T>(sql: string, read: (row: readonly unknown[]) => T, options?: QueryOptions): Promise<T[]>;
  /** The result column by column: the fastest shape for tens of thousands of rows. */
  columns(sql: string, options?: QueryOptions): Promise<unknown[][]>;
  /** The result in ClickHouse's Native format, as an insert takes it. */
  native(sql: string, options?: QueryOptions): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** No answer has more rows than this; every query has its own smaller LIMIT. */
const MAX_RESULT_ROWS = "250000";

/** Opens the pool of connections; nothing is sent until the first query. Errors of queries are AppErrors. */
export function createTelemetryClient(options: TelemetryClientOptions): TelemetryClient {
  const { origin, username, password } = parseStoreUrl(options.url);
  const client = createClient({
    url: origin,
    username,
    password,
    application: "plimsoll",
    // The store stops a query itself; the client waits a little longer for its answer.
    request_timeout: options.queryTimeoutMs + 5_000,
    max_open_connections: 16,
    keep_alive: { enabled: true, idle_socket_ttl: 2_000 },
    compression: { request: false, response: false },
    clickhouse_settings: readerSettings(options),
    log: { level: 127 },
  });
  return {
    cluster: options.cluster,
    rows: async (sql, read, queryOptions) => {
      const result = await run(client, sql, "JSONCompactEachRow", queryOptions);
      return parseLines(result.toString()).map(read);
    },
    columns: async (sql, queryOptions) => {
      const parsed: unknown = JSON.parse((await run(client, sql, "JSONCompactColumns", queryOptions)).toString());
      return Array.isArray(parsed) ? parsed.map((column) => (Array.isArray(column) ? column : [])) : [];
    },
    native: (sql, queryOptions) => run(client, sql, "Native", queryOptions),
    close: () => client.close(),
  };
}

function readerSettings(options: TelemetryClientOptions): ClickHouseSettings {
  return {
    // 2: data is read only, but settings of a query may still be given.
    readonly: "2",
    max_execution_time: Math.max(1, Math.ceil(options.queryTimeoutMs / 1000)),
    timeout_overflow_mode: "throw",
    max_memory_usage: String(options.maxMemoryBytes),
    max_bytes_before_external_group_by: String(Math.floor(options.maxMemoryBytes / 2)),
    max_bytes_before_external_sort: String(Math.floor(options.maxMemoryBytes / 2)),
    max_result_rows: MAX_RESULT_ROWS,
    result_overflow_mode: "throw",
    // The status then speaks for the whole answer: an error half-way cannot look like a short result.
    wait_end_of_query: 1,
    cancel_http_readonly_queries_on_client_close: 1,
    output_format_json_quote_64bit_integers: 1,
    output_format_json_quote_denormals: 1,
    output_format_json_escape_forward_slashes: 0,
    ...(options.maxThreads ? { max_threads: options.maxThreads } : {}),
    ...(options.cluster ? { distributed_product_mode: "local" as const } : {}),
  };
}

const FIRST_TABLE = /\bFROM\s+plimsoll\.(\w+)/;

const MOST_AT_ONCE = 200;

type Format = "JSONCompactEachRow" | "JSONCompactColumns" | "Native";

/** One span a query, named and described as the semantic conventions of databases want it; values are not in the text. */
function run(client: ClickHouseClient, sql: string, format: Format, options?: QueryOptions): Promise<Buffer> {
  const table = FIRST_TABLE.exec(sql)?.[1];
  const attributes = {
    "db.system.name": "clickhouse",
    "db.operation.name": "SELECT",
    ...(table && { "db.collection.name": table }),
    "db.query.text": sql,
  };
  // The request over HTTP would only say the same again.
  const work = () => withoutSpans(() => send(client, sql, format, options));
  return withSpan(table ? `SELECT ${table}` : "SELECT", work, { attributes, kind: SpanKind.CLIENT });
}

async function send(
  client: ClickHouseClient,
  sql: string,
  format: Format,
  options: QueryOptions = {},
): Promise<Buffer> {
  const { params, signal, settings } = options;
  try {
    signal?.throwIfAborted();
    // A page's question is many queries at once, each of which listens for its end.
    if (signal) setMaxListeners(MOST_AT_ONCE, signal);
    const { stream } = await client.exec({
      query: `${sql}\nFORMAT ${format}`,
      ...(params && { query_params: { ...params } }),
      ...(signal && { abort_signal: signal }),
      ...(settings && { clickhouse_settings: settings }),
    });
    return await readBytes(stream);
  } catch (error) {
    throw toStoreError(error, signal);
  }
}

/** One JSON array a line; parsed in one go, which is several times faster than a line at a time. */
function parseLines(text: string): unknown[][] {
  const body = text.trimEnd();
  if (body === "") return [];
  const parsed: unknown = JSON.parse(`[${body.replaceAll("\n", ",")}]`);
  return parsed as unknown[][];
}
