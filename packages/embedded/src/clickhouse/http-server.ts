import { once } from "node:events";
import { type IncomingMessage, type Server, type ServerResponse, createServer } from "node:http";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { createAuthenticator } from "./authenticate.ts";
import { type ClickHouseError, formatClickHouseError, httpStatusOf, toClickHouseError } from "./clickhouse-error.ts";
import { readRequestOptions } from "./http-request.ts";
import { type Answer, type RequestContext, runRequest } from "./run-request.ts";

const gzipAsync = promisify(gzip);

const CONTENT_TYPES: ReadonlyArray<readonly [RegExp, string]> = [
  [/^JSON.*EachRow|^NDJSON/, "application/x-ndjson; charset=UTF-8"],
  [/^JSON/, "application/json; charset=UTF-8"],
  [/^CSV/, "text/csv; charset=UTF-8"],
  [/^(TabSeparated|TSV)/, "text/tab-separated-values; charset=UTF-8"],
  [/^XML$/, "application/xml; charset=UTF-8"],
  [/^(Native|RowBinary|Parquet|Arrow|ORC|Avro|BSON|MsgPack)/, "application/octet-stream"],
];

/**
 * Creates the HTTP server that speaks ClickHouse's protocol over `context`: `/`, `/?query=…`, `/ping`, `/replicas_status`.
 * Half-open clients are cut off by header and request time limits.
 */
export function createClickHouseHttpServer(context: RequestContext, user: string, password: string): Server {
  const authenticate = createAuthenticator(user, password);
  const server = createServer(
    {
      maxHeaderSize: 1024 * 1024,
      headersTimeout: 5_000,
      requestTimeout: 120_000,
      keepAliveTimeout: 30_000,
      connectionsCheckingInterval: 2_000,
      highWaterMark: 256 * 1024,
    },
    (request, response) => {
      handle(context, authenticate, request, response).catch((error: unknown) => {
        response.destroy(error instanceof Error ? error : undefined);
      });
    },
  );
  server.maxConnections = 512;
  return server;
}

async function handle(
  context: RequestContext,
  authenticate: ReturnType<typeof createAuthenticator>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const gone = new AbortController();
  response.on("close", () => {
    if (!response.writableFinished) gone.abort();
  });
  try {
    const url = new URL(request.url ?? "/", "http://loopback");
    if (url.pathname === "/ping" || url.pathname === "/replicas_status") return void response.end("Ok.\n");
    if (!["GET", "POST", "HEAD"].includes(request.method ?? ""))
      return void sendText(response, 405, "Method not allowed\n");
    if (url.pathname !== "/") return void sendText(response, 404, `There is no handle ${url.pathname}\n`);
    authenticate(request, url);
    const options = readRequestOptions(request, url);
    if (request.method !== "POST" && !options.query) return void response.end("Ok.\n");
    const answer = await runRequest(context, request, options, gone.signal);
    await sendAnswer(response, answer, options.gzipResponse);
  } catch (error) {
    await sendError(request, response, toClickHouseError(error));
  }
}

function sendText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { "content-type": "text/plain; charset=UTF-8" }).end(text);
}

async function sendAnswer(response: ServerResponse, answer: Answer, compress: boolean): Promise<void> {
  const zipped = compress && answer.bytes.length > 0;
  const bytes = zipped ? await gzipAsync(answer.bytes, { level: 1 }) : answer.bytes;
  const { summary } = answer;
  response.writeHead(200, {
    "content-type": CONTENT_TYPES.find(([pattern]) => pattern.test(answer.format))?.[1] ?? "text/plain; charset=UTF-8",
    "content-length": bytes.length,
    ...(zipped ? { "content-encoding": "gzip" } : {}),
    "x-clickhouse-format": answer.format,
    "x-clickhouse-query-id": answer.queryId,
    "x-clickhouse-timezone": "UTC",
    "x-clickhouse-summary": JSON.stringify({
      read_rows: String(summary.readRows),
      read_bytes: String(summary.readBytes),
      written_rows: String(summary.writtenRows),
      written_bytes: String(summary.writtenBytes),
      total_rows_to_read: "0",
      result_rows: String(summary.resultRows),
      result_bytes: String(answer.bytes.length),
      elapsed_ns: String(Math.round(summary.elapsedSeconds * 1e9)),
    }),
  });
  response.end(bytes);
}

async function sendError(request: IncomingMessage, response: ServerResponse, error: ClickHouseError): Promise<void> {
  if (response.destroyed) return;
  // The unread rest of a refused body must not be taken for the next request.
  const unread = !request.complete;
  response.writeHead(httpStatusOf(error.code), {
    "content-type": "text/plain; charset=UTF-8",
    "x-clickhouse-exception-code": String(error.code),
    ...(unread ? { connection: "close" } : {}),
  });
  response.end(formatClickHouseError(error));
  if (unread) {
    request.resume();
    if (!response.writableFinished) await once(response, "close");
  }
}
