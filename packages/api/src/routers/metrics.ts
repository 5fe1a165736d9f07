import { metricsLabelsInputSchema, metricsNamesInputSchema, metricsQueryInputSchema } from "@plimsoll/core";
import * as domain from "@plimsoll/domain";
import { allow, router } from "../trpc.ts";

const read = allow("telemetry.read");

export const metricsRouter = router({
  names: read
    .input(metricsNamesInputSchema)
    .query(({ ctx, input, signal }) =>
      domain.listMetricNames(ctx.platform, { projectId: ctx.projectId, signal, ...input }),
    ),
  labels: read
    .input(metricsLabelsInputSchema)
    .query(({ ctx, input, signal }) =>
      domain.listMetricLabels(ctx.platform, { projectId: ctx.projectId, signal, ...input }),
    ),
  query: read
    .input(metricsQueryInputSchema)
    .query(({ ctx, input, signal }) => domain.queryMetric(ctx.platform, { projectId: ctx.projectId, signal }, input)),
});
