import { AppError } from "@plimsoll/core";
import { RetryLater } from "@plimsoll/jobs";
import { addressKind, type GuardedResponse, literalAddress } from "@plimsoll/outbound";
import { parseRetryAfter } from "./retry-after.ts";
import { isStorableJson, storableText } from "./storable-text.ts";

/** Client errors that a later call may not meet. */
const RETRYABLE_4XX: ReadonlySet<number> = new Set([408, 425, 429]);
const EXCERPT_CHARACTERS = 300;

/**
 * What an endpoint's answer means for its job: 2xx completes it and the body is its result. Throws an AppError that ends
 * it for 4xx but 408, 425 and 429, and for a redirect to an address that is never called; RetryLater, with the wait of
 * Retry-After, for all else. No redirect is followed.
 */
export function readAnswer(url: string, answer: GuardedResponse, now: number): unknown {
  const { status, headers } = answer;
  if (status >= 200 && status < 300) return readResult(answer);
  if (status >= 300 && status < 400) throw redirectError(url, answer, now);
  const excerpt = storableText(answer.body.toString("utf8")).trim().slice(0, EXCERPT_CHARACTERS);
  const message = `${url} answered ${status}${excerpt && `: ${excerpt}`}`;
  if (status >= 400 && status < 500 && !RETRYABLE_4XX.has(status)) throw new AppError("BAD_REQUEST", message);
  throw new RetryLater(message, parseRetryAfter(headers["retry-after"], now));
}

/** JSON as it is, any other text as a string, null when there is none. A body that was cut is text. */
function readResult({ body, headers, truncated }: GuardedResponse): unknown {
  if (body.length === 0) return null;
  const text = body.toString("utf8");
  if (!truncated && /[/+]json\b/i.test(headers["content-type"] ?? "")) {
    const parsed = parseJson(text);
    if (parsed !== undefined && isStorableJson(parsed)) return parsed;
  }
  return storableText(text);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function redirectError(url: string, { status, headers }: GuardedResponse, now: number): Error {
  const to = headers["location"] ?? "";
  const target = to && URL.canParse(to, url) ? new URL(to, url) : null;
  const literal = target && literalAddress(target.hostname);
  const where = `${url} answered ${status}, a redirect${target ? ` to ${storableText(target.origin)}` : ""}`;
  if (literal && addressKind(literal) === "forbidden") {
    return new AppError("FORBIDDEN", `${where}, which is never called.`);
  }
  const message = `${where}; redirects are not followed. Register the address that answers itself.`;
  return new RetryLater(message, parseRetryAfter(headers["retry-after"], now));
}
