import {
  cacheConnectionRefSchema,
  cacheConnectionsCreateInputSchema,
  cacheConnectionsUpdateInputSchema,
} from "@plimsoll/core";
import * as domain from "@plimsoll/domain";
import { callerOf } from "../caller.ts";
import { allow, router } from "../trpc.ts";

const manage = allow("connections.manage");

export const cacheConnectionsRouter = router({
  list: allow("telemetry.read").query(({ ctx }) => domain.listCacheConnections(ctx.platform, ctx.projectId)),
  report: allow("telemetry.read")
    .input(cacheConnectionRefSchema)
    .query(({ ctx, input }) => domain.getCacheReport(ctx.platform, ctx.projectId, input.id)),
  create: manage
    .input(cacheConnectionsCreateInputSchema)
    .mutation(({ ctx, input }) => domain.createCacheConnection(ctx.platform, callerOf(ctx), input)),
  update: manage
    .input(cacheConnectionsUpdateInputSchema)
    .mutation(({ ctx, input }) => domain.updateCacheConnection(ctx.platform, callerOf(ctx), input)),
  remove: manage.input(cacheConnectionRefSchema).mutation(async ({ ctx, input }) => {
    await domain.removeCacheConnection(ctx.platform, callerOf(ctx), input.id);
    return { id: input.id };
  }),
});
