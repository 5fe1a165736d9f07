import { attributesKeysInputSchema, attributesValuesInputSchema } from "@plimsoll/core";
import * as domain from "@plimsoll/domain";
import { allow, router } from "../trpc.ts";

const read = allow("telemetry.read");

export const attributesRouter = router({
  keys: read
    .input(attributesKeysInputSchema)
    .query(({ ctx, input, signal }) =>
      domain.listAttributeKeys(ctx.platform, { projectId: ctx.projectId, signal, ...input }),
    ),
  values: read
    .input(attributesValuesInputSchema)
    .query(({ ctx, input, signal }) =>
      domain.listAttributeValues(ctx.platform, { projectId: ctx.projectId, signal, ...input }),
    ),
});
