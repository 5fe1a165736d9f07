import { peopleCreateInputSchema, peopleRemoveInputSchema, peopleSetRoleInputSchema } from "@plimsoll/core";
import * as domain from "@plimsoll/domain/accounts";
import { allow, router } from "../trpc.ts";

const manage = allow("people.manage");

export const peopleRouter = router({
  list: manage.query(async ({ ctx }) => ({ items: await domain.listPeople(ctx.platform.db) })),
  create: manage
    .input(peopleCreateInputSchema)
    .mutation(async ({ ctx, input }) => ({ id: await domain.createPerson(ctx.platform.db, input) })),
  setRole: manage.input(peopleSetRoleInputSchema).mutation(async ({ ctx, input }) => {
    await domain.setRole(ctx.platform, input);
    return { id: input.id, role: input.role };
  }),
  remove: manage.input(peopleRemoveInputSchema).mutation(async ({ ctx, input }) => {
    await domain.removePerson(ctx.platform, input.id);
    return { id: input.id };
  }),
});
