import { connectionRefSchema, connectionsCreateInputSchema, connectionsUpdateInputSchema } from "@plimsoll/core";
import * as domain from "@plimsoll/domain";
import { callerOf } from "../caller.ts";
import { allow, router } from "../trpc.ts";

const manage = allow("connections.manage");

export const connectionsRouter = router({
  list: allow("jobs.read").query(async ({ ctx }) => ({
    items: await domain.listConnections(ctx.platform, ctx.projectId),
  })),
  create: manage
    .input(connectionsCreateInputSchema)
    .mutation(({ ctx, input }) => domain.createConnection(ctx.platform, callerOf(ctx), input)),
  update: manage
    .input(connectionsUpdateInputSchema)
    .mutation(({ ctx, input }) => domain.updateConnection(ctx.platform, callerOf(ctx), input)),
  remove: manage.input(connectionRefSchema).mutation(async ({ ctx, input }) => {
    await domain.removeConnection(ctx.platform, callerOf(ctx), input.id);
    return { id: input.id };
  }),
});
