import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { SpanStatusCode, trace } from "@opentelemetry/api";
import { matchRoute, type Route } from "./routes.ts";

/** An answer that is not a success but no accident either: it becomes the response as it is. */
export class HttpError extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.name = "HttpError";
    this.status = status;
  }
}

export interface HttpService {
  port: number;
  close(): Promise<void>;
}

const MAX_BODY_BYTES = 64 * 1024;

/**
 * Serves routes on loopback; port 0 takes any free one. The span that the HTTP instrumentation opened gets the route's
 * pattern as its name and `http.route`, and the exception when a handler throws: with node:http there is no framework
 * that would do it.
 */
export async function serve(routes: readonly Route[], port: number): Promise<HttpService> {
  const server = createServer((request, response) => {
    void answer(routes, request, response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(routes: readonly Route[], request: IncomingMessage, response: ServerResponse): Promise<void> {
  const span = trace.getActiveSpan();
  try {
    const url = new URL(request.url ?? "/", "http://shop.local");
    const match = matchRoute(routes, request.method ?? "GET", url.pathname);
    if (!match) throw new HttpError(404, `Nothing is at ${request.method} ${url.pathname}`);
    span?.setAttribute("http.route", match.route.path);
    span?.updateName(`${match.route.method} ${match.route.path}`);
    const text = request.method === "POST" ? await readText(request) : "";
    const { status = 200, value } = await match.route.handle({
      params: match.params,
      query: url.searchParams,
      body: request.method === "POST" ? parseJson(text) : undefined,
      headers: request.headers,
      text,
    });
    send(response, status, value);
  } catch (thrown) {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    const status = error instanceof HttpError ? error.status : 500;
    if (status >= 500) {
      span?.recordException(error);
      span?.setStatus({ code: SpanStatusCode.ERROR, message: error.message });
    }
    send(response, status, { error: error.message });
  }
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new HttpError(413, `The body is larger than ${MAX_BODY_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new HttpError(400, "The body is not JSON");
  }
}

function send(response: ServerResponse, status: number, value: unknown): void {
  if (response.destroyed) return;
  const body = JSON.stringify(value);
  response.writeHead(status, { "content-type": "application/json", "content-length": Buffer.byteLength(body) });
  response.end(body);
}
