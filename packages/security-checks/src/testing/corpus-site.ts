import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { CorpusSite } from "./corpus-entry.ts";

/** A site over plain HTTP; checks take loopback for a secure context, as browsers do, so that this alone is no fault. */
export async function httpSite(listener: RequestListener): Promise<CorpusSite> {
  const server = createServer(listener);
  const port = await listenOnLoopback(server);
  return { origin: `http://127.0.0.1:${port}`, close: () => closeServer(server) };
}

/** Headers that a careful page has; sites of the corpus start from them and leave one out. */
export const CAREFUL_HEADERS: Readonly<Record<string, string>> = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  "x-frame-options": "DENY",
  "x-content-type-options": "nosniff",
  "referrer-policy": "strict-origin-when-cross-origin",
  "permissions-policy": "camera=(), microphone=(), geolocation=()",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "cache-control": "no-cache",
};

/** Instead of the careful ones; an empty text leaves a header out, a list repeats it. */
export type SiteHeaders = Readonly<Record<string, string | readonly string[]>>;

export interface SitePage {
  status?: number;
  headers?: SiteHeaders;
  body?: string;
}

/** Answers by path without query; `*` is what any other path gets, 404 without it. */
export type SitePages = Readonly<Record<string, SitePage | ((request: IncomingMessage) => SitePage)>>;

/** Careful answers at these paths, each with what it does otherwise. */
export function answering(pages: SitePages): RequestListener {
  return (request, response) => {
    const [path = "/"] = (request.url ?? "/").split("?", 1);
    const page = pages[path] ?? pages["*"] ?? { status: 404, body: "<p>No such page.</p>" };
    sendPage(response, typeof page === "function" ? page(request) : page);
  };
}

/** A careful site over plain HTTP with these pages. */
export function carefulSite(pages: SitePages): Promise<CorpusSite> {
  return httpSite(answering(pages));
}

function sendPage(response: ServerResponse, page: SitePage): void {
  for (const [name, value] of Object.entries({ ...CAREFUL_HEADERS, ...page.headers })) {
    if (value !== "") response.setHeader(name, typeof value === "string" ? value : [...value]);
  }
  response.statusCode = page.status ?? 200;
  response.end(page.body ?? "<p>Hello.</p>");
}

/** The port it listens on, on 127.0.0.1. */
function listenOnLoopback(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
