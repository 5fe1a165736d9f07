import * as domain from "@plimsoll/domain/accounts";
import { z } from "zod";
import { router, selfProcedure } from "../trpc.ts";

export const sessionsRouter = router({
  list: selfProcedure.query(async ({ ctx }) => ({ items: await domain.listSessions(ctx.platform.db, ctx.principal) })),
  revoke: selfProcedure.input(z.object({ id: z.string().min(1).max(64) })).mutation(async ({ ctx, input }) => {
    await domain.revokeSession(ctx.platform, { userId: ctx.principal.userId, id: input.id });
    return { id: input.id };
  }),
  revokeOthers: selfProcedure.mutation(async ({ ctx }) => ({
    revoked: await domain.revokeOtherSessions(ctx.platform, ctx.principal),
  })),
});

export const sessionRouter = router({
  /** The signed-in person and the project they look at: what the top bar shows. */
  me: selfProcedure.query(({ ctx }) => domain.describeSession(ctx.platform.db, ctx.principal)),
});
