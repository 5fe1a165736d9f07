import { AppError, bulkListInputSchema, bulkRefSchema, bulkStartInputSchema, isAllowed } from "@plimsoll/core";
import * as domain from "@plimsoll/domain";
import { callerOf } from "../caller.ts";
import { allow, router, translated } from "../trpc.ts";

const read = allow("jobs.read");
const operate = allow("jobs.operate");

export const jobBulkRouter = router({
  /** Members may retry and promote; to discard takes the permission that discarding one job takes. */
  start: operate.input(bulkStartInputSchema).mutation(({ ctx, input }) => {
    if (input.action === "discard" && !isAllowed(ctx.principal, "jobs.manage")) {
      throw new AppError("FORBIDDEN", "Discarding jobs needs the permission jobs.manage.");
    }
    return domain.startBulk(ctx.platform, callerOf(ctx), input);
  }),
  get: read.input(bulkRefSchema).query(({ ctx, input }) => domain.getBulk(ctx.platform, ctx.projectId, input.id)),
  list: read
    .input(bulkListInputSchema)
    .query(async ({ ctx, input }) => ({ items: await domain.listBulk(ctx.platform, ctx.projectId, input) })),
  cancel: operate
    .input(bulkRefSchema)
    .mutation(({ ctx, input }) => domain.cancelBulk(ctx.platform, callerOf(ctx), input.id)),
  watch: read.input(bulkRefSchema).subscription(async function* ({ ctx, input, signal }) {
    yield* translated(ctx.liveJobs.watchBulk(ctx.projectId, input.id, signal ?? new AbortController().signal));
  }),
});
