import {
  queueRefSchema,
  queuesConfigureInputSchema,
  queuesGetInputSchema,
  queuesListInputSchema,
  queuesLiveInputSchema,
} from "@plimsoll/core";
import * as domain from "@plimsoll/domain";
import { callerOf } from "../caller.ts";
import { allow, router, translated } from "../trpc.ts";

const read = allow("jobs.read");
const operate = allow("jobs.operate");

export const queuesRouter = router({
  list: read
    .input(queuesListInputSchema)
    .query(({ ctx, input, signal }) => domain.listQueues(ctx.platform, { projectId: ctx.projectId, signal }, input)),
  get: read
    .input(queuesGetInputSchema)
    .query(({ ctx, input, signal }) => domain.getQueue(ctx.platform, { projectId: ctx.projectId, signal }, input)),
  pause: operate
    .input(queueRefSchema)
    .mutation(({ ctx, input }) => domain.pauseQueue(ctx.platform, callerOf(ctx), input)),
  resume: operate
    .input(queueRefSchema)
    .mutation(({ ctx, input }) => domain.resumeQueue(ctx.platform, callerOf(ctx), input)),
  configure: allow("jobs.manage")
    .input(queuesConfigureInputSchema)
    .mutation(({ ctx, input }) => domain.configureQueue(ctx.platform, callerOf(ctx), input)),
  live: read.input(queuesLiveInputSchema).subscription(async function* ({ ctx, input, signal }) {
    yield* translated(ctx.liveJobs.watchQueues(ctx.projectId, input, signal ?? new AbortController().signal));
  }),
});
