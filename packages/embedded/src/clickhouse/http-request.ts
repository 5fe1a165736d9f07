import type { IncomingMessage } from "node:http";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { ClickHouseError } from "./clickhouse-error.ts";

/** What the URL and the headers of a request say, before its body is read. */
export type RequestOptions = {
  query: string;
  queryId: string | undefined;
  database: string | undefined;
  defaultFormat: string;
  settings: Map<string, string>;
  gzipResponse: boolean;
};

/** URL parameters of ClickHouse's HTTP interface that are no settings. */
const RESERVED = new Set([
  "query",
  "query_id",
  "database",
  "default_format",
  "session_id",
  "session_timeout",
  "session_check",
  "close_session",
  "user",
  "password",
  "quota_key",
  "role",
  "stacktrace",
  "buffer_size",
  "wait_end_of_query",
  "client_protocol_version",
  "compress",
  "decompress",
]);

/** Reads URL parameters and headers. Throws ClickHouseError for what this server does not do (ClickHouse's own compression). */
export function readRequestOptions(request: IncomingMessage, url: URL): RequestOptions {
  const params = url.searchParams;
  for (const name of ["compress", "decompress"]) {
    if (params.get(name) === "1") {
      throw new ClickHouseError(
        48,
        "NOT_IMPLEMENTED",
        `${name}=1 is not supported: use gzip (enable_http_compression=1)`,
      );
    }
  }
  const settings = new Map<string, string>();
  for (const [name, value] of params) if (!RESERVED.has(name)) settings.set(name, value);
  if (request.method === "GET" && !settings.has("readonly")) settings.set("readonly", "2");
  const header = (name: string) => {
    const value = request.headers[name];
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  return {
    query: params.get("query") ?? "",
    queryId: params.get("query_id") || undefined,
    database: params.get("database") ?? header("x-clickhouse-database"),
    defaultFormat: params.get("default_format") ?? header("x-clickhouse-format") ?? "TabSeparated",
    settings,
    gzipResponse: params.get("enable_http_compression") === "1" && /\bgzip\b/.test(header("accept-encoding") ?? ""),
  };
}

/** The body after Content-Encoding. Throws code 89 (UNKNOWN_COMPRESSION_METHOD) for an unknown one. */
export function decodeBody(request: IncomingMessage): Readable {
  const encoding = request.headers["content-encoding"] ?? "identity";
  if (encoding === "identity" || encoding === "") return request;
  const decoders: Record<string, () => ReturnType<typeof createGunzip>> = {
    gzip: createGunzip,
    deflate: createInflate,
    br: createBrotliDecompress,
  };
  const create = decoders[encoding];
  if (!create) throw new ClickHouseError(89, "UNKNOWN_COMPRESSION_METHOD", `Unknown Content-Encoding: ${encoding}`);
  // The consumer of the decoder sees its error, so the callback has nothing to add.
  return pipeline(request, create(), () => undefined);
}

/** The whole body; throws code 229 beyond `maxBytes`. */
export async function readBody(body: Readable, maxBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let total = 0;
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    total += chunk.length;
    if (total > maxBytes)
      throw new ClickHouseError(229, "QUERY_IS_TOO_LARGE", `The query is larger than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, total);
}
