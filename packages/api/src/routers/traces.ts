import {
  tracesCompareInputSchema,
  tracesFacetsInputSchema,
  tracesGetInputSchema,
  tracesHistogramInputSchema,
  tracesLiveInputSchema,
  tracesSearchInputSchema,
  tracesSpanInputSchema,
} from "@plimsoll/core";
import * as domain from "@plimsoll/domain";
import { allow, router } from "../trpc.ts";

const read = allow("telemetry.read");

export const tracesRouter = router({
  search: read
    .input(tracesSearchInputSchema)
    .query(({ ctx, input, signal }) => domain.searchTraces(ctx.platform, { projectId: ctx.projectId, signal }, input)),
  get: read
    .input(tracesGetInputSchema)
    .query(({ ctx, input, signal }) => domain.getTrace(ctx.platform, { projectId: ctx.projectId, signal, ...input })),
  outline: read
    .input(tracesGetInputSchema)
    .query(({ ctx, input, signal }) =>
      domain.getTraceOutline(ctx.platform, { projectId: ctx.projectId, signal, ...input }),
    ),
  span: read
    .input(tracesSpanInputSchema)
    .query(({ ctx, input, signal }) =>
      domain.getTraceSpan(ctx.platform, { projectId: ctx.projectId, signal, ...input }),
    ),
  compare: read
    .input(tracesCompareInputSchema)
    .query(({ ctx, input, signal }) => domain.compareTraces(ctx.platform, { projectId: ctx.projectId, signal }, input)),
  histogram: read
    .input(tracesHistogramInputSchema)
    .query(({ ctx, input, signal }) =>
      domain.getTracesHistogram(ctx.platform, { projectId: ctx.projectId, signal }, input),
    ),
  facets: read
    .input(tracesFacetsInputSchema)
    .query(({ ctx, input, signal }) =>
      domain.getTracesFacets(ctx.platform, { projectId: ctx.projectId, signal }, input),
    ),
  live: read.input(tracesLiveInputSchema).subscription(async function* ({ ctx, input, signal }) {
    yield* ctx.live.watch(ctx.projectId, input, signal ?? new AbortController().signal);
  }),
});
