import { jobRefSchema, jobsEnqueueInputSchema, jobsListInputSchema, jobsRetryInputSchema } from "@plimsoll/core";
import * as domain from "@plimsoll/domain";
import { callerOf } from "../caller.ts";
import { allow, router, translated } from "../trpc.ts";

const read = allow("jobs.read");
const operate = allow("jobs.operate");

export const jobsRouter = router({
  enqueue: allow("jobs.enqueue")
    .input(jobsEnqueueInputSchema)
    .mutation(({ ctx, input }) => domain.enqueueJob(ctx.platform, callerOf(ctx), input)),
  list: read.input(jobsListInputSchema).query(({ ctx, input }) => domain.listJobs(ctx.platform, ctx.projectId, input)),
  get: read
    .input(jobRefSchema)
    .query(({ ctx, input, signal }) => domain.getJob(ctx.platform, { projectId: ctx.projectId, signal }, input)),
  retry: operate
    .input(jobsRetryInputSchema)
    .mutation(({ ctx, input }) => domain.retryJob(ctx.platform, callerOf(ctx), input)),
  promote: operate
    .input(jobRefSchema)
    .mutation(({ ctx, input }) => domain.promoteJob(ctx.platform, callerOf(ctx), input)),
  cancel: operate
    .input(jobRefSchema)
    .mutation(({ ctx, input }) => domain.cancelJob(ctx.platform, callerOf(ctx), input)),
  discard: allow("jobs.manage")
    .input(jobRefSchema)
    .mutation(({ ctx, input }) => domain.discardJob(ctx.platform, callerOf(ctx), input)),
  watch: read.input(jobRefSchema).subscription(async function* ({ ctx, input, signal }) {
    yield* translated(ctx.liveJobs.watchJob(ctx.projectId, input, signal ?? new AbortController().signal));
  }),
});
