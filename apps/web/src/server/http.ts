import { AppError, publicUrl, toError } from "@plimsoll/core";
import { asUnavailable } from "@plimsoll/domain";
import { getContainer } from "./container.ts";

/** An error as `{code, message}` with its status; what is not ours is logged and told as a plain 500. */
export function errorResponse(error: unknown): Response {
  const thrown = asUnavailable(error);
  if (thrown instanceof AppError) {
    const headers: HeadersInit = thrown.retryable ? { "retry-after": "2" } : {};
    return Response.json({ code: thrown.code, message: thrown.message }, { status: thrown.status, headers });
  }
  logFailure("request failed", thrown);
  return Response.json({ code: "INTERNAL", message: "Something went wrong on our side." }, { status: 500 });
}

/** One line of JSON on standard error, where the supervisor collects it. */
export function logFailure(message: string, thrown: unknown): void {
  const { message: reason, stack } = toError(thrown);
  process.stderr.write(
    `${JSON.stringify({ level: "error", time: new Date().toISOString(), service: "plimsoll-web", msg: message, reason, stack })}\n`,
  );
}

/**
 * Throws FORBIDDEN for a changing request that another site made a browser send. Browsers name their origin on every
 * POST; clients with an API key carry no cookie that could be abused and are let through.
 */
export function assertSameOrigin(request: Request): void {
  if (request.method === "GET" || request.headers.has("authorization")) return;
  const origin = request.headers.get("origin");
  if (!origin) return assertNotCrossSite(request);
  const allowed = new Set([publicUrl(getContainer().config), `http://${request.headers.get("host")}`]);
  if (!allowed.has(origin)) throw new AppError("FORBIDDEN", `Requests from ${origin} are not accepted.`);
}

function assertNotCrossSite(request: Request): void {
  const site = request.headers.get("sec-fetch-site");
  if (site && site !== "same-origin" && site !== "none")
    throw new AppError("FORBIDDEN", "Cross-site requests are not accepted.");
}
