import { AppError, toError } from "@plimsoll/core";
import { type GuardedAgent, readBody } from "@plimsoll/outbound";
import type { Dispatcher } from "undici";
import type { Exchange, ProbeRequest } from "../exchange.ts";
import { decodeBody } from "./decode-body.ts";
import type { RequestTarget } from "./request-target.ts";

const DEFAULT_MAX_BYTES = 512 * 1024;
const DEFAULT_HEADERS: Readonly<Record<string, string>> = {
  "user-agent": "Plimsoll-Scan/1",
  accept: "text/html,application/json;q=0.9,*/*;q=0.8",
  "accept-encoding": "gzip, br",
};

export interface ProbeContext {
  agent: GuardedAgent;
  allowPrivate: boolean;
  /** From the call to the last byte of the answer. */
  timeoutMs: number;
  signal: AbortSignal;
}

/**
 * Sends one request as it is written and reads its answer within bounds. A body that cannot be decompressed counts as cut
 * off at its beginning: status and headers say enough; so does a stream
 * that is not meant to end. Throws AppError BAD_REQUEST, FORBIDDEN, TIMEOUT or UNAVAILABLE, or
 * the signal's reason.
 */
export async function sendProbe(
  request: ProbeRequest,
  target: RequestTarget,
  context: ProbeContext,
): Promise<Exchange> {
  const begun = performance.now();
  const ending = new AbortController();
  const timer = setTimeout(() => {
    ending.abort(new AppError("TIMEOUT", `${target.origin} took longer than ${context.timeoutMs} ms to answer.`));
  }, context.timeoutMs);
  const stop = () => ending.abort(context.signal.reason);
  if (context.signal.aborted) stop();
  context.signal.addEventListener("abort", stop, { once: true });
  try {
    const requestHeaders = { ...DEFAULT_HEADERS, ...lowerCaseNames(request.headers ?? {}) };
    const method = request.method ?? "GET";
    const answer = await context.agent.dispatcher(context.allowPrivate).request({
      origin: target.origin,
      path: target.path,
      method,
      headers: requestHeaders,
      body: request.body ?? null,
      signal: ending.signal,
      responseHeaders: "raw",
    });
    const headers = pairs(answer.headers);
    const body = await readWhatComes(answer.body, headers, request.maxBytes ?? DEFAULT_MAX_BYTES, ending.signal);
    return {
      method,
      url: `${target.origin}${target.path}`,
      requestHeaders,
      status: answer.statusCode,
      headers,
      ...body,
      durationMs: performance.now() - begun,
    };
  } catch (thrown) {
    if (ending.signal.aborted) throw ending.signal.reason;
    throw asAppError(thrown, target.origin);
  } finally {
    clearTimeout(timer);
    context.signal.removeEventListener("abort", stop);
  }
}

function lowerCaseNames(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

/** undici answers "raw" headers as a flat list of names and values, whatever its types say. */
function pairs(raw: unknown): [string, string][] {
  const flat = Array.isArray(raw) ? raw.map(String) : [];
  const list: [string, string][] = [];
  for (let i = 0; i + 1 < flat.length; i += 2) list.push([(flat[i] ?? "").toLowerCase(), flat[i + 1] ?? ""]);
  return list;
}

async function readWhatComes(
  source: Dispatcher.ResponseData["body"],
  headers: readonly (readonly [string, string])[],
  maxBytes: number,
  signal: AbortSignal,
): Promise<{ body: string; isTruncated: boolean }> {
  const valueOf = (name: string) => headers.find(([candidate]) => candidate === name)?.[1];
  try {
    const read = await readBody(source, valueOf("content-encoding"), maxBytes);
    return { body: decodeBody(read.body, valueOf("content-type")), isTruncated: read.truncated };
  } catch (thrown) {
    const isStream = STREAM.test(valueOf("content-type") ?? "") && isTimeout(signal.reason);
    if (isStream || (!signal.aborted && isDecodingError(thrown))) return { body: "", isTruncated: true };
    throw thrown;
  }
}

/** Bodies that are not meant to end. */
const STREAM = /^\s*(?:text\/event-stream|multipart\/x-mixed-replace)/i;

function isTimeout(reason: unknown): boolean {
  return reason instanceof AppError && reason.code === "TIMEOUT";
}

/** Of zlib, not of the connection: a body that breaks off says nothing about what was to come. */
function isDecodingError(thrown: unknown): boolean {
  return thrown instanceof Error && "code" in thrown && /^(?:Z_|ERR_)/.test(String(thrown.code));
}

function asAppError(thrown: unknown, origin: string): AppError {
  if (thrown instanceof AppError) return thrown;
  const error = toError(thrown);
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  if (code === "UND_ERR_INVALID_ARG")
    return new AppError("BAD_REQUEST", `The request cannot be sent: ${error.message}.`);
  const what = code === "ECONNREFUSED" ? "nothing listens there" : error.message || code || error.name;
  return new AppError("UNAVAILABLE", `The request to ${origin} failed: ${what.replace(/\.$/, "")}.`, { cause: error });
}
