import { AppError, toError } from "@plimsoll/core";
import { type Dispatcher, request } from "undici";
import type { GuardedAgent } from "./guarded-agent.ts";
import { type BoundedBody, readBody } from "./read-body.ts";

export interface GuardedRequest {
  url: string;
  method: Dispatcher.HttpMethod;
  headers?: Record<string, string>;
  body?: string | Uint8Array;
  /** True only when an admin approved this very scheme, host and port. */
  allowPrivate: boolean;
  /** Longest from the call to the last byte of the answer, connecting included. */
  timeoutMs: number;
  /** Bytes of the answer's body that are read, after decompression. */
  maxBytes: number;
  /** Ends the request early; the call then throws the signal's reason. */
  signal?: AbortSignal;
}

export interface GuardedResponse extends BoundedBody {
  status: number;
  /** By lower-case name; of a repeated header the first value. */
  headers: Record<string, string>;
}

/**
 * Sends one request through the guarded agent. Redirects are not followed: their answer is returned as it is. Throws
 * AppError: BAD_REQUEST for a URL that cannot be used, FORBIDDEN for an address that may not be reached (nothing was sent
 * then), TIMEOUT, and UNAVAILABLE when the connection fails or breaks.
 */
export async function guardedFetch(agent: GuardedAgent, options: GuardedRequest): Promise<GuardedResponse> {
  const url = usableUrl(options.url);
  const ending = new AbortController();
  const timer = setTimeout(() => {
    const message = `${url.host} took longer than ${options.timeoutMs} ms to answer.`;
    ending.abort(new AppError("TIMEOUT", message));
  }, options.timeoutMs);
  const stop = () => ending.abort(options.signal?.reason);
  if (options.signal?.aborted) stop();
  options.signal?.addEventListener("abort", stop, { once: true });
  try {
    const answer = await request(url, {
      dispatcher: agent.dispatcher(options.allowPrivate),
      method: options.method,
      headers: options.headers ?? {},
      body: options.body ?? null,
      signal: ending.signal,
    });
    const headers = flatten(answer.headers);
    const bounded = await readBody(answer.body, headers["content-encoding"], options.maxBytes);
    return { status: answer.statusCode, headers, ...bounded };
  } catch (thrown) {
    if (ending.signal.aborted) throw ending.signal.reason;
    throw asAppError(thrown, url);
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener("abort", stop);
  }
}

function usableUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || (url.protocol !== "http:" && url.protocol !== "https:")) {
    throw new AppError("BAD_REQUEST", "Requests are sent to http:// and https:// URLs only.");
  }
  if (url.username || url.password) throw new AppError("BAD_REQUEST", "A URL with a user or password is not called.");
  return url;
}

function flatten(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const entries = Object.entries(headers).flatMap(([name, value]): [string, string][] => {
    const first = Array.isArray(value) ? value[0] : value;
    return first === undefined ? [] : [[name.toLowerCase(), first]];
  });
  return Object.fromEntries(entries);
}

function asAppError(thrown: unknown, url: URL): AppError {
  if (thrown instanceof AppError) return thrown;
  const error = toError(thrown);
  return new AppError("UNAVAILABLE", `The call of ${url.host} failed: ${describe(error)}.`, { cause: error });
}

/** What went wrong, in words where the system has only a code. */
function describe(error: Error): string {
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  if (code === "ECONNREFUSED") return "nothing listens there (ECONNREFUSED)";
  return (error.message || code || error.name).replace(/\.$/, "");
}
