import { CacheTimeoutError } from "@plimsoll/cache";
import { AppError } from "@plimsoll/core";

/** Codes of Prisma, PostgreSQL and the network that say: not there now, later perhaps. */
const GONE = new Set(
  `P1001 P1002 P1008 P1017 P2024 57P01 57P02 57P03 53300 08000 08001 08003 08004 08006
   ECONNREFUSED ECONNRESET ETIMEDOUT EPIPE EHOSTUNREACH ENOTFOUND EAI_AGAIN`.split(/\s+/),
);
const GONE_TEXT =
  /ECONNREFUSED|ECONNRESET|Connection terminated|Can't reach database|timeout exceeded when trying to connect|DatabaseNotReachable|terminating connection|starting up|shutting down/i;

/** UNAVAILABLE when `thrown` says that the database cannot be reached, so that callers hear 503 and try again; else itself. */
export function asUnavailable(thrown: unknown): unknown {
  if (thrown instanceof AppError || !isGone(thrown, 0)) return thrown;
  return new AppError("UNAVAILABLE", "The database does not answer; try again in a moment.", { cause: thrown });
}

function isGone(thrown: unknown, depth: number): boolean {
  if (typeof thrown !== "object" || thrown === null || depth > 4) return false;
  if (thrown instanceof CacheTimeoutError) return true;
  const { code, message, cause, meta } = thrown as Record<string, unknown>;
  if (typeof code === "string" && GONE.has(code)) return true;
  if (typeof message === "string" && GONE_TEXT.test(message)) return true;
  return isGone(cause, depth + 1) || isGone(meta, depth + 1);
}
