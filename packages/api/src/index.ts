export type { Context } from "./context.ts";
export { toTrpcError } from "./errors.ts";
export { type AppRouter, appRouter, createCaller } from "./root.ts";
export type { ProcedureMeta } from "./trpc.ts";
