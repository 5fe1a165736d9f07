import type { IncomingMessage, ServerResponse } from "node:http";
import type { CorpusSite } from "./corpus-entry.ts";
import { CAREFUL_HEADERS, httpSite } from "./corpus-site.ts";
import { page } from "./tls-site.ts";

/** What a handler of a small app sees of a request. */
export interface AppRequest {
  method: string;
  /** As it was sent, without the query. */
  path: string;
  query: URLSearchParams;
  header(name: string): string;
  body: string;
  raw: { request: IncomingMessage; response: ServerResponse };
}

export interface AppAnswer {
  status?: number;
  headers?: Readonly<Record<string, string>>;
  /** A string is HTML of a page's body, anything else JSON. */
  body?: unknown;
}

/** Answers a request; undefined for a path that does not exist, null when the handler has answered by itself. */
export type AppHandler = (request: AppRequest) => AppAnswer | null | undefined;

/** A careful site over plain HTTP on loopback that answers as the handler says, and 404 otherwise. */
export function smallApp(handler: AppHandler): Promise<CorpusSite> {
  return httpSite((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      try {
        answer(handler, request, response, Buffer.concat(chunks).toString());
      } catch {
        // Node refuses a header with odd characters, as a careful server should.
        response.writeHead(400, CAREFUL_HEADERS).end(page("<p>Bad request</p>"));
      }
    });
  });
}

function answer(handler: AppHandler, request: IncomingMessage, response: ServerResponse, body: string): void {
  const [path = "/", query = ""] = (request.url ?? "/").split("?", 2);
  const made = handler({
    method: request.method ?? "GET",
    path,
    query: new URLSearchParams(query),
    header: (name) => String(request.headers[name] ?? ""),
    body,
    raw: { request, response },
  });
  if (made === null) return;
  const { status = 200, headers = {}, body: content = "" } = made ?? { status: 404, body: "<p>No such page.</p>" };
  const isPage = typeof content === "string";
  const type = isPage ? "text/html; charset=utf-8" : "application/json";
  response.writeHead(status, { ...CAREFUL_HEADERS, "content-type": type, ...headers });
  response.end(isPage ? page(content) : JSON.stringify(content));
}

/** Text as a template engine escapes it. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
