/** Every way a call can fail, named once. Borders map it: tRPC in `api`, HTTP in the apps, BullMQ in `worker`. */
export type AppErrorCode =
  | "BAD_REQUEST"
  | "UNAUTHENTICATED"
  | "FORBIDDEN"
  | "NOT_FOUND"
  | "CONFLICT"
  | "PAYLOAD_TOO_LARGE"
  | "UNSUPPORTED_MEDIA_TYPE"
  | "TOO_MANY_REQUESTS"
  | "TIMEOUT"
  | "UNAVAILABLE"
  | "INTERNAL";

const STATUS: Record<AppErrorCode, number> = {
  BAD_REQUEST: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  PAYLOAD_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  TOO_MANY_REQUESTS: 429,
  TIMEOUT: 504,
  UNAVAILABLE: 503,
  INTERNAL: 500,
};

const RETRYABLE: ReadonlySet<AppErrorCode> = new Set(["TOO_MANY_REQUESTS", "TIMEOUT", "UNAVAILABLE"]);

/** The one error shape. `message` is shown to the caller: it says what was wrong, with which input, and what to do. */
export class AppError extends Error {
  readonly code: AppErrorCode;
  /** HTTP status that fits `code`. */
  readonly status: number;
  /** True when the same call may succeed later without a change. */
  readonly retryable: boolean;

  constructor(code: AppErrorCode, message: string, options?: { cause?: unknown; retryable?: boolean }) {
    super(message, options?.cause === undefined ? undefined : { cause: options.cause });
    this.name = "AppError";
    this.code = code;
    this.status = STATUS[code];
    this.retryable = options?.retryable ?? RETRYABLE.has(code);
  }
}

/** Turns anything thrown into an Error, so that its message can be logged. */
export function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
