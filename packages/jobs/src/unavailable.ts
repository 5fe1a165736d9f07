import { AppError, toError } from "@plimsoll/core";

/** Longest that a call of a store may take when the store does not answer. */
export const DEADLINE_MS = 3_000;

const CODES = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
]);
const MESSAGES =
  /connection (is |was )?(closed|terminated|ended)|not queryable|stream isn't writeable|command timed out|connect ETIMEDOUT|timeout exceeded when trying to connect|query read timeout|max retries per request|sentinels are unreachable|failed to refresh slots|cluster isn't ready|CLUSTERDOWN|^LOADING|^MASTERDOWN|^READONLY/i;

/** True when the store could not be reached, shuts down or starts up; false when it answered with an error. */
export function isUnreachable(error: unknown): boolean {
  const { code, message } = toError(error) as NodeJS.ErrnoException;
  // PostgreSQL: class 08 are connection exceptions, 57P01 to 57P03 shutdown and start, 53300 too many connections.
  if (code !== undefined && (CODES.has(code) || /^(08...|57P0[123]|53300)$/.test(code))) return true;
  if (error instanceof AggregateError) return error.errors.some(isUnreachable);
  return MESSAGES.test(message);
}

/** The error that callers see: UNAVAILABLE when the store is gone, what was thrown otherwise. */
export function toStoreError(error: unknown): Error {
  if (error instanceof AppError || !isUnreachable(error)) return toError(error);
  return new AppError("UNAVAILABLE", "The store of the jobs cannot be reached; nothing was changed. Try again.", {
    cause: error,
  });
}

/** Runs a call of a store; fails with AppError UNAVAILABLE when the store is gone or takes longer than the deadline. */
export async function withDeadline<T>(call: () => Promise<T>, deadlineMs = DEADLINE_MS): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new AppError("UNAVAILABLE", `The store of the jobs did not answer within ${deadlineMs} ms. Try again.`));
    }, deadlineMs);
  });
  try {
    return await Promise.race([call(), late]);
  } catch (error) {
    throw toStoreError(error);
  } finally {
    clearTimeout(timer);
  }
}
