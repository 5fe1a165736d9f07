import { targetRefSchema, targetsCreateInputSchema } from "@plimsoll/core";
import * as domain from "@plimsoll/domain";
import { allow, router } from "../trpc.ts";
import { callerOf } from "../caller.ts";

const read = allow("jobs.read");
const manage = allow("targets.manage");

export const targetsRouter = router({
  list: read.query(async ({ ctx }) => ({ items: await domain.listTargets(ctx.platform.db, ctx.projectId) })),
  create: manage
    .input(targetsCreateInputSchema)
    .mutation(({ ctx, input }) => domain.createTarget(ctx.platform.db, callerOf(ctx), input)),
  verify: manage
    .input(targetRefSchema)
    .mutation(({ ctx, input }) => domain.verifyTarget(ctx.platform, callerOf(ctx), input.id)),
  approve: manage
    .input(targetRefSchema)
    .mutation(({ ctx, input }) => domain.approveTarget(ctx.platform.db, callerOf(ctx), input.id)),
  remove: manage.input(targetRefSchema).mutation(async ({ ctx, input }) => {
    await domain.removeTarget(ctx.platform.db, callerOf(ctx), input.id);
    return { id: input.id };
  }),
});
