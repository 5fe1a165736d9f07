import { type Caller, recordAudit } from "../audit/record-audit.ts";
import type { Platform } from "../platform.ts";
import { findLoadRun } from "./list-load-runs.ts";
import { UNFINISHED_STATES } from "./load-run-item.ts";

/**
 * Stops a run: one that waits ends at once, one that runs within two seconds. One that is over, or ends already, stays
 * as it is. Recorded. Throws NOT_FOUND.
 */
export async function cancelLoadRun({ db }: Pick<Platform, "db">, caller: Caller, runId: string): Promise<void> {
  const { projectId, actor } = caller;
  const run = await findLoadRun(db, projectId, runId);
  const reason = `Stopped by ${actor}.`;
  await db.$transaction(async (tx) => {
    const waiting = await tx.loadRun.updateMany({
      where: { id: runId, state: "queued" },
      data: {
        state: "cancelled",
        cancelRequested: true,
        verdict: "It was stopped by hand before it began.",
        finishedAt: new Date(),
      },
    });
    // What a threshold ended before is not called stopped by hand.
    const running = await tx.loadRun.updateMany({
      where: { id: runId, state: { in: UNFINISHED_STATES }, cancelRequested: false, abortReason: null },
      data: { cancelRequested: true, abortReason: reason },
    });
    if (waiting.count + running.count === 0) return;
    const subject = run.testId ? `load-test:${run.testId}` : `load-run:${runId}`;
    await recordAudit(tx, { ...caller, action: "load-test.cancel", subject, detail: { run: runId, name: run.name } });
  });
}
