import {
  findingRefSchema,
  findingsCommentInputSchema,
  findingsExportInputSchema,
  findingsListInputSchema,
  findingsReopenInputSchema,
  findingsSetDueInputSchema,
  findingsSetOwnerInputSchema,
  findingsSummaryInputSchema,
  findingsSuppressInputSchema,
} from "@plimsoll/core";
import * as domain from "@plimsoll/domain";
import { callerOf } from "../caller.ts";
import { allow, router } from "../trpc.ts";

const read = allow("scans.read");
const triage = allow("findings.triage");

export const findingsRouter = router({
  list: read
    .input(findingsListInputSchema)
    .query(({ ctx, input }) => domain.listFindings(ctx.platform.db, ctx.projectId, input)),
  get: read
    .input(findingRefSchema)
    .query(({ ctx, input }) => domain.getFinding(ctx.platform.db, ctx.projectId, input.id)),
  owners: triage.query(({ ctx }) => domain.listOwners(ctx.platform.db, ctx.projectId)),
  summary: read
    .input(findingsSummaryInputSchema)
    .query(({ ctx, input }) => domain.summariseFindings(ctx.platform.db, ctx.projectId, input)),
  export: read
    .input(findingsExportInputSchema)
    .query(({ ctx, input }) => domain.exportFindings(ctx.platform.db, ctx.projectId, input)),
  suppress: triage.input(findingsSuppressInputSchema).mutation(async ({ ctx, input }) => ({
    items: await domain.suppressFindings(ctx.platform.db, callerOf(ctx), input),
  })),
  reopen: triage
    .input(findingsReopenInputSchema)
    .mutation(({ ctx, input }) => domain.reopenFinding(ctx.platform.db, callerOf(ctx), input)),
  setOwner: triage.input(findingsSetOwnerInputSchema).mutation(async ({ ctx, input }) => ({
    items: await domain.setFindingsOwner(ctx.platform.db, callerOf(ctx), input),
  })),
  setDue: triage
    .input(findingsSetDueInputSchema)
    .mutation(({ ctx, input }) => domain.setFindingDue(ctx.platform.db, callerOf(ctx), input)),
  comment: triage
    .input(findingsCommentInputSchema)
    .mutation(({ ctx, input }) => domain.commentFinding(ctx.platform.db, callerOf(ctx), input)),
});
