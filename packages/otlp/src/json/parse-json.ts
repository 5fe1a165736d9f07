import { MalformedRequest } from "../wire/malformed-request.ts";

const LONG_NUMBER = /-?\d{16}/;
const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const BACKSLASH = 0x5c;
const MINUS = 0x2d;

/**
 * Parses a JSON request body. Whole numbers of 16 and more digits become strings, because a double cannot hold them:
 * senders may write nanoseconds as numbers. Throws MalformedRequest.
 */
export function parseJsonBody(body: Uint8Array): unknown {
  const text = new TextDecoder().decode(body);
  try {
    return JSON.parse(LONG_NUMBER.test(text) ? quoteLongIntegers(text) : text);
  } catch (error) {
    throw new MalformedRequest(`the body is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Puts quotes around whole numbers of 16 and more digits outside of strings. */
function quoteLongIntegers(text: string): string {
  const parts: string[] = [];
  let copied = 0;
  let at = 0;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === 0x22) at = stringEnd(text, at);
    else if (code === MINUS || (code >= 0x30 && code <= 0x39)) {
      NUMBER.lastIndex = at;
      const number = NUMBER.exec(text)?.[0] ?? text.charAt(at);
      if (number.length >= 16 && /^-?\d+$/.test(number)) {
        parts.push(text.slice(copied, at), '"', number, '"');
        copied = at + number.length;
      }
      at += number.length;
    } else at++;
  }
  parts.push(text.slice(copied));
  return parts.join("");
}

/** The offset behind the string that starts at `start`. */
function stringEnd(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end !== -1) {
    let backslashes = 0;
    while (text.charCodeAt(end - 1 - backslashes) === BACKSLASH) backslashes++;
    if (backslashes % 2 === 0) return end + 1;
    end = text.indexOf('"', end + 1);
  }
  return text.length;
}
