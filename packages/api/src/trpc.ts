import { AppError, isAllowed, type Permission, type Principal } from "@plimsoll/core";
import { asUnavailable } from "@plimsoll/domain";
import { withSpan } from "@plimsoll/observability";
import { initTRPC, TRPCError } from "@trpc/server";
import type { Context } from "./context.ts";
import { describeError, toTrpcError } from "./errors.ts";

export interface ProcedureMeta {
  /** What the caller must be allowed to do. */
  permission: Permission;
}

const t = initTRPC
  .context<Context>()
  .meta<ProcedureMeta>()
  .create({
    isServer: true,
    // Stack traces never leave the server, whatever NODE_ENV says.
    isDev: false,
    errorFormatter: ({ shape, error }) => ({
      code: shape.code,
      message: describeError(error),
      data: { code: shape.data.code, httpStatus: shape.data.httpStatus, path: shape.data.path },
    }),
    sse: { ping: { enabled: true, intervalMs: 15_000 }, client: { reconnectAfterInactivityMs: 45_000 } },
  });

export const router = t.router;
export const createCallerFactory = t.createCallerFactory;

const translateErrors = t.middleware(async ({ next }) => {
  const result = await next();
  const cause = result.ok ? null : asUnavailable(result.error.cause);
  if (cause instanceof AppError) throw toTrpcError(cause);
  return result;
});

type Known = Exclude<Principal, { kind: "anonymous" }>;
type User = Extract<Principal, { kind: "user" }>;

/** Deny by default: a procedure without a permission cannot be written, one that is not granted is refused. */
const authorise = t.middleware(({ ctx, meta, next }) => {
  const { principal } = ctx;
  if (!meta) throw new TRPCError({ code: "FORBIDDEN", message: "This procedure names no permission." });
  if (!isAllowed(principal, meta.permission)) {
    if (principal.kind === "anonymous") {
      throw new TRPCError({
        code: "UNAUTHORIZED",
        message: "Sign in, or send an API key as `Authorization: Bearer plim_…`.",
      });
    }
    const who =
      principal.kind === "user" ? `The role ${principal.role}` : `A key with scope ${principal.scopes.join(", ")}`;
    throw new TRPCError({
      code: "FORBIDDEN",
      message: `${who} may not do this; it needs the permission ${meta.permission}.`,
    });
  }
  return next();
});

/** One span a call, named as the procedure is. Subscriptions get none: they would only show when the viewer leaves. */
const traceCalls = t.middleware(({ path, type, next }) => {
  if (type === "subscription") return next();
  return withSpan(path, async (span) => {
    const result = await next();
    span.setAttributes({ "rpc.system": "trpc", "rpc.method": path });
    if (!result.ok) span.setAttribute("rpc.trpc.code", result.error.code);
    if (!result.ok && result.error.code === "INTERNAL_SERVER_ERROR")
      span.recordException(result.error.cause ?? result.error);
    return result;
  });
});

const base = t.procedure.use(traceCalls).use(translateErrors).use(authorise);

/** A procedure for callers who have `permission`: people by role, apps by the scope of their key. */
export function allow(permission: Exclude<Permission, "public" | "session.self">) {
  return base.meta({ permission }).use(({ ctx, next }) => {
    if (ctx.principal.kind === "anonymous") throw new TRPCError({ code: "UNAUTHORIZED" });
    const principal: Known = ctx.principal;
    return next({ ctx: { ...ctx, principal, projectId: principal.projectId } });
  });
}

/** What a subscription yields, with its errors told as those of calls are. */
export async function* translated<T>(source: AsyncIterable<T>): AsyncGenerator<T> {
  try {
    yield* source;
  } catch (error) {
    throw toTrpcError(asUnavailable(error));
  }
}

/** A procedure about the signed-in person themselves; API keys have no person. */
export const selfProcedure = base.meta({ permission: "session.self" }).use(({ ctx, next }) => {
  if (ctx.principal.kind !== "user") throw new TRPCError({ code: "UNAUTHORIZED" });
  const principal: User = ctx.principal;
  return next({ ctx: { ...ctx, principal } });
});
