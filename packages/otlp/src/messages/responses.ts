import { ProtoWriter } from "../wire/proto-writer.ts";
import { type Encoding, SIGNALS, type Signal } from "./signals.ts";

const RETRY_INFO = "type.googleapis.com/google.rpc.RetryInfo";
const utf8 = new TextEncoder();

/** Numbers of https://github.com/googleapis/googleapis/blob/master/google/rpc/code.proto, as far as they are used. */
export const RPC_CODE = {
  invalidArgument: 3,
  deadlineExceeded: 4,
  notFound: 5,
  permissionDenied: 7,
  resourceExhausted: 8,
  unimplemented: 12,
  internal: 13,
  unavailable: 14,
  unauthenticated: 16,
} as const;

export interface RpcStatus {
  code: number;
  message: string;
  /** When set, the sender may try again after so many seconds. */
  retryAfterSeconds?: number | undefined;
}

/**
 * An Export…ServiceResponse. Partial success is set only when items were rejected: an empty response is full success.
 * https://opentelemetry.io/docs/specs/otlp/#partial-success
 */
export function encodeExportResponse(
  signal: Signal,
  encoding: Encoding,
  outcome: { rejected: number; message: string },
): Uint8Array {
  const isFull = outcome.rejected === 0 && outcome.message === "";
  if (encoding === "json") {
    const partialSuccess = {
      [SIGNALS[signal].rejectedField]: String(outcome.rejected),
      errorMessage: outcome.message,
    };
    return utf8.encode(JSON.stringify(isFull ? {} : { partialSuccess }));
  }
  const writer = new ProtoWriter();
  if (isFull) return writer.finish();
  const mark = writer.open(1);
  writer.int64(1, BigInt(outcome.rejected));
  writer.string(2, outcome.message);
  writer.close(mark);
  return writer.finish();
}

/** A google.rpc.Status, with RetryInfo when a retry makes sense. */
export function encodeStatus(status: RpcStatus, encoding: Encoding): Uint8Array {
  const { retryAfterSeconds } = status;
  if (encoding === "json") {
    const details =
      retryAfterSeconds === undefined ? [] : [{ "@type": RETRY_INFO, retryDelay: `${retryAfterSeconds}s` }];
    return utf8.encode(JSON.stringify({ code: status.code, message: status.message, details }));
  }
  const writer = new ProtoWriter();
  writer.int64(1, BigInt(status.code));
  writer.string(2, status.message);
  if (retryAfterSeconds !== undefined) {
    const details = writer.open(3);
    writer.string(1, RETRY_INFO);
    const info = writer.open(2);
    const delay = writer.open(1);
    writer.int64(1, BigInt(Math.floor(retryAfterSeconds)));
    writer.int64(2, BigInt(Math.round((retryAfterSeconds % 1) * 1e9)));
    writer.close(delay);
    writer.close(info);
    writer.close(details);
  }
  return writer.finish();
}
