import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { AppError, toError } from "@plimsoll/core";
import { type Encoding, encodeStatus, SIGNALS, type Signal } from "@plimsoll/otlp";
import type { Admission } from "../admission.ts";
import type { Authenticator } from "../authenticate.ts";
import { credentialsOf } from "./credentials.ts";
import { type Committers, handleExport } from "../export-request.ts";
import { toFailure } from "../failure.ts";
import type { IngestObserver } from "../observer.ts";
import { applyCors } from "./cors.ts";
import { BodyPool } from "./body-pool.ts";
import { readBody } from "./read-body.ts";
import { answerRemoteWrite, REMOTE_WRITE_PATH } from "./remote-write.ts";

export interface HttpOptions {
  authenticate: Authenticator;
  committers: Committers;
  admission: Admission;
  observer: IngestObserver;
  maxBodyBytes: number;
  requestTimeoutMs: number;
  corsOrigins: readonly string[];
  /** Rejects when the store does not answer. */
  checkStore: () => Promise<void>;
}

/** Header of Plimsoll's own exports: handling them makes no spans. */
export const SELF_HEADER = "x-plimsoll-self";

const pool = new BodyPool();
const SIGNAL_BY_PATH = new Map(Object.entries(SIGNALS).map(([signal, { path }]) => [path as string, signal as Signal]));
const CONTENT_TYPES: Record<Encoding, string> = { protobuf: "application/x-protobuf", json: "application/json" };
const KEEP_ALIVE_MS = 65_000;
const HEADERS_TIMEOUT_MS = 10_000;
const MAX_CONNECTIONS = 2_000;

/** OTLP over HTTP, https://opentelemetry.io/docs/specs/otlp/#otlphttp. Not listening yet. */
export function createHttpServer(options: HttpOptions): Server {
  const headersTimeout = Math.min(HEADERS_TIMEOUT_MS, options.requestTimeoutMs);
  const server = createServer(
    {
      keepAliveTimeout: KEEP_ALIVE_MS,
      headersTimeout,
      requestTimeout: options.requestTimeoutMs,
      connectionsCheckingInterval: Math.max(100, Math.min(1_000, Math.floor(headersTimeout / 2))),
    },
    (request, response) => {
      response.setHeader("x-content-type-options", "nosniff");
      answer(request, response, options).catch((error: unknown) => {
        options.observer.onUnexpected(toError(error));
        response.destroy();
      });
    },
  );
  server.maxConnections = MAX_CONNECTIONS;
  return server;
}

async function answer(request: IncomingMessage, response: ServerResponse, options: HttpOptions): Promise<void> {
  if (applyCors(request, response, options.corsOrigins)) return;
  const path = request.url?.split("?", 1)[0] ?? "/";
  if (path === "/health") return answerHealth(request, response, options);
  if (path === REMOTE_WRITE_PATH) return answerRemoteWrite(request, response, options);
  const encoding = encodingOf(request.headers["content-type"]);
  try {
    const signal = SIGNAL_BY_PATH.get(path);
    if (signal === undefined) {
      throw new AppError(
        "NOT_FOUND",
        "Nothing is here; OTLP goes to /v1/traces, /v1/metrics or /v1/logs, remote-write to /api/v1/write.",
      );
    }
    if (request.method !== "POST") {
      refuseMethod(response, "POST", encoding ?? "json");
      return;
    }
    const isSelf = request.headers[SELF_HEADER] !== undefined;
    const info = { signal, transport: "http", isSelf } as const;
    const body = await options.observer.aroundRequest(info, () => answerExport(request, signal, options));
    send(response, 200, encoding ?? "protobuf", body);
  } catch (error) {
    sendFailure(request, response, encoding ?? "json", error, options.observer);
  }
}

async function answerExport(request: IncomingMessage, signal: Signal, options: HttpOptions): Promise<Uint8Array> {
  const { headers } = request;
  const projectId = await options.authenticate(credentialsOf(request));
  const encoding = encodingOf(headers["content-type"]);
  if (encoding === null) {
    const message = "The Content-Type must be application/x-protobuf or application/json.";
    throw new AppError("UNSUPPORTED_MEDIA_TYPE", message);
  }
  const reservation = options.admission.open();
  try {
    const body = await readBody(request, { maxBytes: options.maxBodyBytes, reservation, pool });
    const isSelf = headers[SELF_HEADER] !== undefined;
    const answer = handleExport({ signal, encoding, body, projectId, isSelf }, options.committers);
    pool.release(body);
    return await answer;
  } finally {
    reservation.release();
  }
}

async function answerHealth(request: IncomingMessage, response: ServerResponse, options: HttpOptions): Promise<void> {
  if (request.method !== "GET" && request.method !== "HEAD") {
    refuseMethod(response, "GET, HEAD", "json");
    return;
  }
  const isUp = await options.checkStore().then(
    () => true,
    () => false,
  );
  const body = JSON.stringify({
    status: isUp ? "ok" : "unavailable",
    checks: { telemetryStore: isUp ? "ok" : "unavailable" },
  });
  send(response, isUp ? 200 : 503, "json", Buffer.from(body));
}

/** Which encoding a content type means; null for others. */
function encodingOf(contentType: string | undefined): Encoding | null {
  const type = contentType?.split(";", 1)[0]?.trim().toLowerCase();
  if (type === CONTENT_TYPES.protobuf) return "protobuf";
  return type === CONTENT_TYPES.json ? "json" : null;
}

function refuseMethod(response: ServerResponse, allow: string, encoding: Encoding): void {
  response.setHeader("allow", allow);
  send(response, 405, encoding, encodeStatus({ code: 12, message: `Only ${allow} is answered here.` }, encoding));
}

function sendFailure(
  request: IncomingMessage,
  response: ServerResponse,
  encoding: Encoding,
  error: unknown,
  observer: IngestObserver,
): void {
  const { httpStatus, status } = toFailure(error);
  if (httpStatus === 500) observer.onUnexpected(toError(error));
  if (response.destroyed) return;
  if (status.retryAfterSeconds !== undefined) response.setHeader("retry-after", String(status.retryAfterSeconds));
  // The rest of the body is read and thrown away, so that the sender sees the answer instead of a reset connection.
  request.resume();
  send(response, httpStatus, encoding, encodeStatus(status, encoding));
}

function send(response: ServerResponse, httpStatus: number, encoding: Encoding, body: Uint8Array): void {
  if (response.destroyed) return;
  response.writeHead(httpStatus, { "content-type": CONTENT_TYPES[encoding], "content-length": body.length });
  response.end(body);
}
