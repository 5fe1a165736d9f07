import {
  overviewInputSchema,
  servicesGetInputSchema,
  servicesListInputSchema,
  servicesMapInputSchema,
} from "@plimsoll/core";
import * as domain from "@plimsoll/domain";
import { allow, router } from "../trpc.ts";

const read = allow("telemetry.read");

export const servicesRouter = router({
  list: read
    .input(servicesListInputSchema)
    .query(({ ctx, input, signal }) =>
      domain.listServices(ctx.platform, { projectId: ctx.projectId, signal, ...input }),
    ),
  get: read
    .input(servicesGetInputSchema)
    .query(({ ctx, input, signal }) => domain.getService(ctx.platform, { projectId: ctx.projectId, signal, ...input })),
  map: read
    .input(servicesMapInputSchema)
    .query(({ ctx, input, signal }) =>
      domain.getServiceMap(ctx.platform, { projectId: ctx.projectId, signal, ...input }),
    ),
  overview: read
    .input(overviewInputSchema)
    .query(({ ctx, input, signal }) =>
      domain.getOverview(ctx.platform, { projectId: ctx.projectId, signal, ...input }),
    ),
});
