import type { IncomingMessage, ServerResponse } from "node:http";

const ALLOWED_HEADERS = "authorization, content-encoding, content-type, x-api-key, traceparent, tracestate";
const PREFLIGHT_SECONDS = "7200";

/**
 * Adds the CORS headers for browser apps of the configured origins (`*`: any). Returns true when the request was a
 * preflight and has been answered.
 */
export function applyCors(request: IncomingMessage, response: ServerResponse, origins: readonly string[]): boolean {
  const { origin } = request.headers;
  if (origin === undefined || origins.length === 0) return false;
  response.setHeader("vary", "Origin");
  if (origins.includes("*") || origins.includes(origin)) {
    response.setHeader("access-control-allow-origin", origins.includes("*") ? "*" : origin);
    response.setHeader("access-control-expose-headers", "retry-after");
  }
  if (request.method !== "OPTIONS" || request.headers["access-control-request-method"] === undefined) return false;
  if (response.hasHeader("access-control-allow-origin")) {
    response.setHeader("access-control-allow-methods", "POST");
    response.setHeader("access-control-allow-headers", ALLOWED_HEADERS);
    response.setHeader("access-control-max-age", PREFLIGHT_SECONDS);
  }
  response.writeHead(204).end();
  return true;
}
