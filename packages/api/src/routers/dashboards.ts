import {
  dashboardRefSchema,
  dashboardsCreateInputSchema,
  dashboardsListInputSchema,
  dashboardsUpdateInputSchema,
} from "@plimsoll/core";
import * as domain from "@plimsoll/domain";
import { callerOf } from "../caller.ts";
import { allow, router } from "../trpc.ts";

const read = allow("telemetry.read");
const edit = allow("dashboards.edit");

export const dashboardsRouter = router({
  list: read
    .input(dashboardsListInputSchema)
    .query(({ ctx, input }) => domain.listDashboards(ctx.platform, ctx.projectId, input)),
  get: read
    .input(dashboardRefSchema)
    .query(({ ctx, input }) => domain.getDashboard(ctx.platform, ctx.projectId, input.id)),
  create: edit
    .input(dashboardsCreateInputSchema)
    .mutation(({ ctx, input }) => domain.createDashboard(ctx.platform, callerOf(ctx), input)),
  update: edit
    .input(dashboardsUpdateInputSchema)
    .mutation(({ ctx, input }) => domain.updateDashboard(ctx.platform, callerOf(ctx), input)),
  remove: edit.input(dashboardRefSchema).mutation(async ({ ctx, input }) => {
    await domain.removeDashboard(ctx.platform, callerOf(ctx), input.id);
    return { id: input.id };
  }),
});
