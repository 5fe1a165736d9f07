const LONGEST_MS = 3_600_000;

/**
 * The wait that a Retry-After header asks for, milliseconds, an hour at most: seconds or an HTTP date (RFC 9110, 10.2.3).
 * Undefined when there is none or it cannot be read.
 */
export function parseRetryAfter(header: string | undefined, now: number): number | undefined {
  const text = header?.trim();
  if (!text) return undefined;
  const waitMs = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now;
  return Number.isNaN(waitMs) ? undefined : Math.min(Math.max(waitMs, 0), LONGEST_MS);
}
