import { ClickHouseError } from "@clickhouse/client";
import { AppError, toError } from "@plimsoll/core";

/** ClickHouse's own codes that have a meaning for callers. */
const TIMEOUT_CODES = new Set(["159", "160", "209"]);
const TOO_HEAVY_CODES = new Set(["158", "241", "307", "396"]);
const BUSY_CODES = new Set(["202", "252", "439"]);
const ACCESS_CODES = new Set(["192", "193", "194", "497", "516"]);
const NO_SCHEMA_CODES = new Set(["60", "81"]);
/** An expression that RE2 cannot read; only conditions of metrics have such. */
const EXPRESSION_CODES = new Set(["427"]);
/** Cancelled by our own signal: the connection was closed while the query ran. */
const CANCELLED_CODES = new Set(["394", "210"]);
const CONNECTION_CODES = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EPIPE",
  "EHOSTUNREACH",
  "ENETUNREACH",
]);

/**
 * Turns whatever a query threw into an AppError whose message can be shown: no SQL, no address. The original is its
 * `cause`, for the log.
 */
export function toStoreError(thrown: unknown, signal?: AbortSignal): AppError {
  if (thrown instanceof AppError) return thrown;
  const error = toError(thrown);
  if (signal?.aborted) return new AppError("TIMEOUT", "The query was cancelled.", { cause: error });
  if (error instanceof ClickHouseError) return fromExceptionCode(error);
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  if (/timeout/i.test(error.message)) {
    return new AppError("TIMEOUT", "The telemetry store did not answer in time. Choose a shorter time range.", {
      cause: error,
    });
  }
  if (CONNECTION_CODES.has(code) || /socket hang up|connect|aborted/i.test(error.message)) {
    return new AppError("UNAVAILABLE", "The telemetry store cannot be reached. Try again in a moment.", {
      cause: error,
    });
  }
  return new AppError("INTERNAL", "The telemetry store gave an answer that could not be understood.", { cause: error });
}

function fromExceptionCode(error: ClickHouseError): AppError {
  const { code } = error;
  const cause = { cause: error };
  if (TIMEOUT_CODES.has(code)) {
    return new AppError(
      "TIMEOUT",
      "The query took too long and was stopped. Choose a shorter time range or a narrower filter.",
      cause,
    );
  }
  if (TOO_HEAVY_CODES.has(code)) {
    const message =
      "The query needs more memory or rows than one query may use. Choose a shorter time range or a narrower filter.";
    return new AppError("TIMEOUT", message, { ...cause, retryable: false });
  }
  if (EXPRESSION_CODES.has(code)) {
    return new AppError("BAD_REQUEST", "A regular expression of the conditions is not valid in RE2.", cause);
  }
  if (BUSY_CODES.has(code) || CANCELLED_CODES.has(code)) {
    return new AppError("UNAVAILABLE", "The telemetry store is busy. Try again in a moment.", cause);
  }
  if (ACCESS_CODES.has(code)) {
    return new AppError(
      "UNAVAILABLE",
      "The telemetry store refuses the configured user or password. Check CLICKHOUSE_URL.",
      cause,
    );
  }
  if (NO_SCHEMA_CODES.has(code)) {
    return new AppError(
      "UNAVAILABLE",
      "The telemetry store has no schema yet. It is created when Plimsoll starts.",
      cause,
    );
  }
  return new AppError("INTERNAL", `The telemetry store could not answer (code ${code}).`, cause);
}
