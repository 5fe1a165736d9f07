import {
  scanCredentialRefSchema,
  scanRefSchema,
  scansAddCredentialInputSchema,
  scansAddTargetInputSchema,
  scansDeployInputSchema,
  scansExportInputSchema,
  scansListInputSchema,
  scansStartInputSchema,
  scansUpdateTargetInputSchema,
  scansUploadInputSchema,
  scanTargetRefSchema,
  securitySettingsSchema,
} from "@plimsoll/core";
import * as domain from "@plimsoll/domain";
import { callerOf } from "../caller.ts";
import { allow, router, translated } from "../trpc.ts";

const read = allow("scans.read");
const run = allow("scans.run");
const manage = allow("scans.manage");

export const scansRouter = router({
  overview: read.query(({ ctx }) => domain.getSecurityOverview(ctx.platform.db, ctx.projectId)),
  checks: read.query(() => domain.listScanChecks()),
  targets: read.query(({ ctx }) => domain.listScanTargets(ctx.platform, ctx.projectId)),
  target: read
    .input(scanTargetRefSchema)
    .query(({ ctx, input }) => domain.getScanTarget(ctx.platform, ctx.projectId, input.id)),
  addTarget: manage
    .input(scansAddTargetInputSchema)
    .mutation(({ ctx, input }) => domain.addScanTarget(ctx.platform.db, callerOf(ctx), input)),
  updateTarget: run
    .input(scansUpdateTargetInputSchema)
    .mutation(({ ctx, input }) => domain.updateScanTarget(ctx.platform.db, callerOf(ctx), input)),
  removeTarget: manage.input(scanTargetRefSchema).mutation(async ({ ctx, input }) => {
    await domain.removeScanTarget(ctx.platform.db, callerOf(ctx), input.id);
    return { id: input.id };
  }),
  addCredential: manage
    .input(scansAddCredentialInputSchema)
    .mutation(({ ctx, input }) => domain.addScanCredential(ctx.platform, callerOf(ctx), input)),
  removeCredential: manage.input(scanCredentialRefSchema).mutation(async ({ ctx, input }) => {
    await domain.removeScanCredential(ctx.platform, callerOf(ctx), input.id);
    return { id: input.id };
  }),
  start: run
    .input(scansStartInputSchema)
    .mutation(({ ctx, input }) => domain.startScan(ctx.platform, callerOf(ctx), input)),
  deploy: run
    .input(scansDeployInputSchema)
    .mutation(({ ctx, input }) => domain.deployScan(ctx.platform, callerOf(ctx), input)),
  upload: run
    .input(scansUploadInputSchema)
    .mutation(({ ctx, input }) => domain.uploadScan(ctx.platform, callerOf(ctx), input)),
  cancel: run.input(scanRefSchema).mutation(async ({ ctx, input }) => {
    await domain.cancelScan(ctx.platform, callerOf(ctx), input.scanId);
    return {};
  }),
  list: read
    .input(scansListInputSchema)
    .query(({ ctx, input }) => domain.listScans(ctx.platform, ctx.projectId, input)),
  get: read.input(scanRefSchema).query(({ ctx, input }) => domain.getScan(ctx.platform, ctx.projectId, input.scanId)),
  live: read.input(scanRefSchema).subscription(async function* ({ ctx, input, signal }) {
    const until = signal ?? new AbortController().signal;
    yield* translated(domain.watchScan(ctx.platform, ctx.projectId, input.scanId, until));
  }),
  export: read
    .input(scansExportInputSchema)
    .query(({ ctx, input }) => domain.exportScan(ctx.platform.db, ctx.projectId, input)),
  settings: read.query(({ ctx }) => domain.getSecuritySettings(ctx.platform.db, ctx.projectId)),
  setSettings: manage
    .input(securitySettingsSchema)
    .mutation(({ ctx, input }) => domain.setSecuritySettings(ctx.platform.db, callerOf(ctx), input)),
});
