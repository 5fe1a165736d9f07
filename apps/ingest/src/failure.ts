import { AppError, type AppErrorCode } from "@plimsoll/core";
import { MalformedRequest, RPC_CODE, type RpcStatus } from "@plimsoll/otlp";

/** How a failed request is answered, over HTTP and over gRPC. */
export interface Failure {
  httpStatus: number;
  status: RpcStatus;
}

const RPC_BY_CODE: Record<AppErrorCode, number> = {
  BAD_REQUEST: RPC_CODE.invalidArgument,
  UNAUTHENTICATED: RPC_CODE.unauthenticated,
  FORBIDDEN: RPC_CODE.permissionDenied,
  NOT_FOUND: RPC_CODE.notFound,
  CONFLICT: RPC_CODE.internal,
  PAYLOAD_TOO_LARGE: RPC_CODE.resourceExhausted,
  UNSUPPORTED_MEDIA_TYPE: RPC_CODE.invalidArgument,
  TOO_MANY_REQUESTS: RPC_CODE.resourceExhausted,
  TIMEOUT: RPC_CODE.unavailable,
  UNAVAILABLE: RPC_CODE.unavailable,
  INTERNAL: RPC_CODE.internal,
};
const RETRY_AFTER_SECONDS = 1;

/**
 * Maps anything thrown to an answer. Exporters retry what carries a delay: only then may a retry help. Unknown errors
 * become "internal" without their text.
 */
export function toFailure(thrown: unknown): Failure {
  if (thrown instanceof MalformedRequest) {
    const message = `The request is not valid OTLP: ${thrown.message}.`;
    return { httpStatus: 400, status: { code: RPC_CODE.invalidArgument, message } };
  }
  if (!(thrown instanceof AppError)) {
    return { httpStatus: 500, status: { code: RPC_CODE.internal, message: "The request could not be handled." } };
  }
  // A timeout of a store is "try again" to an exporter: 504 and 503 are both retryable in OTLP/HTTP.
  const retry = thrown.retryable ? { retryAfterSeconds: RETRY_AFTER_SECONDS } : {};
  return { httpStatus: thrown.status, status: { code: RPC_BY_CODE[thrown.code], message: thrown.message, ...retry } };
}
