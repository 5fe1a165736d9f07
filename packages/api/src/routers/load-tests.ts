import {
  isAllowed,
  loadCapsSchema,
  loadLineInputSchema,
  loadRunRefSchema,
  loadRunsCompareInputSchema,
  loadRunsListInputSchema,
  type LoadScript,
  loadTestRefSchema,
  loadTestsCreateInputSchema,
  loadTestsDryRunInputSchema,
  loadTestsImportInputSchema,
  loadTestsListInputSchema,
  loadTestsStartInputSchema,
  loadTestsUpdateInputSchema,
  type Principal,
} from "@plimsoll/core";
import * as domain from "@plimsoll/domain";
import { callerOf } from "../caller.ts";
import { allow, router, translated } from "../trpc.ts";

const read = allow("loadTests.read");
const run = allow("loadTests.run");
const manage = allow("loadTests.manage");

/** Those who may look at tests but not run them see scripts without their secrets. */
function shownTo<Item extends { script: LoadScript }>(principal: Principal, item: Item): Item {
  return isAllowed(principal, "loadTests.run") ? item : { ...item, script: domain.hideSecrets(item.script) };
}

export const loadTestsRouter = router({
  list: read
    .input(loadTestsListInputSchema)
    .query(({ ctx, input }) => domain.listLoadTests(ctx.platform, ctx.projectId, input)),
  get: read
    .input(loadTestRefSchema)
    .query(async ({ ctx, input }) =>
      shownTo(ctx.principal, await domain.getLoadTest(ctx.platform, ctx.projectId, input.id)),
    ),
  create: run
    .input(loadTestsCreateInputSchema)
    .mutation(({ ctx, input }) => domain.createLoadTest(ctx.platform, callerOf(ctx), input)),
  update: run
    .input(loadTestsUpdateInputSchema)
    .mutation(({ ctx, input }) => domain.updateLoadTest(ctx.platform, callerOf(ctx), input)),
  remove: run.input(loadTestRefSchema).mutation(async ({ ctx, input }) => {
    await domain.removeLoadTest(ctx.platform, callerOf(ctx), input.id);
    return { id: input.id };
  }),
  start: run
    .input(loadTestsStartInputSchema)
    .mutation(({ ctx, input }) => domain.startLoadTest(ctx.platform, callerOf(ctx), input)),
  cancel: run.input(loadRunRefSchema).mutation(async ({ ctx, input }) => {
    await domain.cancelLoadRun(ctx.platform, callerOf(ctx), input.runId);
    return {};
  }),
  runs: read
    .input(loadRunsListInputSchema)
    .query(({ ctx, input }) => domain.listLoadRuns(ctx.platform, ctx.projectId, input)),
  results: read
    .input(loadRunRefSchema)
    .query(async ({ ctx, input }) =>
      shownTo(ctx.principal, await domain.getLoadRunView(ctx.platform, callerOf(ctx), input.runId)),
    ),
  live: read.input(loadRunRefSchema).subscription(async function* ({ ctx, input, signal }) {
    const until = signal ?? new AbortController().signal;
    const views = domain.watchLoadRun(ctx.platform, callerOf(ctx), input.runId, until);
    for await (const view of translated(views)) yield shownTo(ctx.principal, view);
  }),
  compare: read
    .input(loadRunsCompareInputSchema)
    .query(({ ctx, input }) => domain.compareLoadRuns(ctx.platform, callerOf(ctx), input)),
  timeSpent: read
    .input(loadRunRefSchema)
    .query(({ ctx, input }) => domain.loadTimeSpent(ctx.platform, callerOf(ctx), input.runId)),
  loadLine: read
    .input(loadLineInputSchema)
    .query(({ ctx, input }) => domain.loadLineOf(ctx.platform, callerOf(ctx), input.service)),
  loadLines: read.query(({ ctx }) => domain.listLoadLines(ctx.platform, callerOf(ctx))),
  dryRun: run
    .input(loadTestsDryRunInputSchema)
    .mutation(({ ctx, input }) => domain.dryRunScript(ctx.platform, callerOf(ctx), input.script)),
  import: run.input(loadTestsImportInputSchema).mutation(({ input }) => domain.importLoadScript(input)),
  caps: read.query(({ ctx }) => domain.getLoadCaps(ctx.platform, ctx.projectId)),
  setCaps: manage
    .input(loadCapsSchema)
    .mutation(({ ctx, input }) => domain.setLoadCaps(ctx.platform, callerOf(ctx), input)),
});
