import {
  scheduleRefSchema,
  schedulesCreateInputSchema,
  schedulesPreviewInputSchema,
  schedulesUpdateInputSchema,
} from "@plimsoll/core";
import * as domain from "@plimsoll/domain";
import { callerOf } from "../caller.ts";
import { allow, router } from "../trpc.ts";

const read = allow("jobs.read");
const enqueue = allow("jobs.enqueue");
const operate = allow("jobs.operate");
const manage = allow("jobs.manage");

export const schedulesRouter = router({
  list: read.query(async ({ ctx }) => ({ items: await domain.listSchedules(ctx.platform.db, ctx.projectId) })),
  preview: read.input(schedulesPreviewInputSchema).query(({ input }) => ({ nextRuns: domain.previewRuns(input) })),
  create: enqueue
    .input(schedulesCreateInputSchema)
    .mutation(({ ctx, input }) => domain.createSchedule(ctx.platform, callerOf(ctx), input)),
  update: enqueue
    .input(schedulesUpdateInputSchema)
    .mutation(({ ctx, input }) => domain.updateSchedule(ctx.platform, callerOf(ctx), input)),
  pause: operate
    .input(scheduleRefSchema)
    .mutation(({ ctx, input }) => domain.pauseSchedule(ctx.platform, callerOf(ctx), input.id)),
  resume: operate
    .input(scheduleRefSchema)
    .mutation(({ ctx, input }) => domain.resumeSchedule(ctx.platform, callerOf(ctx), input.id)),
  runNow: operate
    .input(scheduleRefSchema)
    .mutation(({ ctx, input }) => domain.runScheduleNow(ctx.platform, callerOf(ctx), input.id)),
  remove: manage
    .input(scheduleRefSchema)
    .mutation(({ ctx, input }) => domain.removeSchedule(ctx.platform, callerOf(ctx), input.id)),
});
