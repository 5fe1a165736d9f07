import { jobEndpointRefSchema, jobEndpointsCreateInputSchema } from "@plimsoll/core";
import * as domain from "@plimsoll/domain";
import { callerOf } from "../caller.ts";
import { allow, router } from "../trpc.ts";

const read = allow("jobs.read");
const manage = allow("targets.manage");

export const jobEndpointsRouter = router({
  list: read.query(async ({ ctx }) => ({ items: await domain.listJobEndpoints(ctx.platform.db, ctx.projectId) })),
  create: manage
    .input(jobEndpointsCreateInputSchema)
    .mutation(({ ctx, input }) => domain.createJobEndpoint(ctx.platform, callerOf(ctx), input)),
  rotateSecret: manage
    .input(jobEndpointRefSchema)
    .mutation(({ ctx, input }) => domain.rotateJobEndpointSecret(ctx.platform, callerOf(ctx), input.id)),
  remove: manage.input(jobEndpointRefSchema).mutation(async ({ ctx, input }) => {
    await domain.removeJobEndpoint(ctx.platform.db, callerOf(ctx), input.id);
    return { id: input.id };
  }),
});
