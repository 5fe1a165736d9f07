import { apiKeysCreateInputSchema, apiKeysRevokeInputSchema } from "@plimsoll/core";
import * as domain from "@plimsoll/domain";
import { allow, router } from "../trpc.ts";

const manage = allow("apiKeys.manage");

export const apiKeysRouter = router({
  list: manage.query(async ({ ctx }) => ({ items: await domain.listApiKeys(ctx.platform.db, ctx.projectId) })),
  create: manage.input(apiKeysCreateInputSchema).mutation(({ ctx, input }) => {
    const createdById = ctx.principal.kind === "user" ? ctx.principal.userId : null;
    return domain.createApiKey(ctx.platform.db, { ...input, projectId: ctx.projectId, createdById });
  }),
  revoke: manage
    .input(apiKeysRevokeInputSchema)
    .mutation(({ ctx, input }) => domain.revokeApiKey(ctx.platform, { projectId: ctx.projectId, id: input.id })),
});
