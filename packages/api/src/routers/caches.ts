import { cachesInvalidateInputSchema, cachesListInputSchema, cachesSetPriceInputSchema } from "@plimsoll/core";
import * as domain from "@plimsoll/domain";
import { callerOf } from "../caller.ts";
import { allow, router } from "../trpc.ts";

export const cachesRouter = router({
  list: allow("telemetry.read")
    .input(cachesListInputSchema)
    .query(({ ctx, input, signal }) => domain.listCaches(ctx.platform, { projectId: ctx.projectId, signal }, input)),
  invalidate: allow("caches.invalidate")
    .input(cachesInvalidateInputSchema)
    .mutation(({ ctx, input }) => domain.invalidateCache(ctx.platform, callerOf(ctx), input)),
  http: allow("telemetry.read")
    .input(cachesListInputSchema)
    .query(({ ctx, input, signal }) =>
      domain.listHttpCaches(ctx.platform, { projectId: ctx.projectId, signal }, input),
    ),
  setPrice: allow("dashboards.edit")
    .input(cachesSetPriceInputSchema)
    .mutation(async ({ ctx, input }) => {
      await domain.setCachePrice(ctx.platform, callerOf(ctx), input);
      return {};
    }),
});
