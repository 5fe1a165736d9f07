import { AppError, type AppErrorCode } from "@plimsoll/core";
import { TRPCError } from "@trpc/server";

const TRPC_CODE: Record<AppErrorCode, TRPCError["code"]> = {
  BAD_REQUEST: "BAD_REQUEST",
  UNAUTHENTICATED: "UNAUTHORIZED",
  FORBIDDEN: "FORBIDDEN",
  NOT_FOUND: "NOT_FOUND",
  CONFLICT: "CONFLICT",
  PAYLOAD_TOO_LARGE: "PAYLOAD_TOO_LARGE",
  UNSUPPORTED_MEDIA_TYPE: "UNSUPPORTED_MEDIA_TYPE",
  TOO_MANY_REQUESTS: "TOO_MANY_REQUESTS",
  TIMEOUT: "TIMEOUT",
  UNAVAILABLE: "SERVICE_UNAVAILABLE",
  INTERNAL: "INTERNAL_SERVER_ERROR",
};

/** An AppError as tRPC knows it; what is not ours keeps its cause for the log and tells the caller nothing. */
export function toTrpcError(error: unknown): TRPCError {
  if (error instanceof TRPCError) return error;
  if (error instanceof AppError)
    return new TRPCError({ code: TRPC_CODE[error.code], message: error.message, cause: error });
  return new TRPCError({ code: "INTERNAL_SERVER_ERROR", message: "Something went wrong on our side.", cause: error });
}

/** The sentence a caller reads: of an input that does not parse, each field with what is wrong with it. */
export function describeError(error: TRPCError): string {
  const cause = error.cause;
  if (error.code === "BAD_REQUEST" && cause && "issues" in cause && Array.isArray(cause.issues)) {
    const lines = cause.issues.map((issue: { path?: PropertyKey[]; message?: string }) => {
      const path = (issue.path ?? []).map(String).join(".");
      return path ? `\`${path}\`: ${issue.message}` : String(issue.message);
    });
    return `The input is wrong: ${lines.join("; ")}.`;
  }
  if (error.code === "INTERNAL_SERVER_ERROR") return "Something went wrong on our side.";
  return error.message;
}
