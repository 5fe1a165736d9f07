import { AppError, type CheckInfo, toError } from "@plimsoll/core";
import { createGuardedAgent } from "@plimsoll/outbound";
import { runWebScan, type ScanReport, webChecksOf } from "@plimsoll/security-checks";
import { storableText } from "../delivery/storable-text.ts";
import type { Platform } from "../platform.ts";
import type { OwnershipChecks } from "../targets/check-ownership.ts";
import { ownHostPorts } from "../targets/own-host-ports.ts";
import { targetStatus } from "../targets/target-item.ts";
import { verifyTarget } from "../targets/verify-target.ts";
import { type ClaimedScan, claimScan } from "./claim-scan.ts";
import { expectChecks } from "./expect-checks.ts";
import { fewAtATime } from "./few-at-a-time.ts";
import { findScanTarget, readSettings } from "./find-scan-target.ts";
import { finishScan } from "./finish-scan.ts";
import { openScanCredentials } from "./scan-credentials.ts";
import { scanEntryPaths } from "./scan-entry-paths.ts";
import { readLimits, UNFINISHED_SCANS } from "./scan-item.ts";
import { forgetUploads } from "./scan-uploads.ts";
import { ScanWatch } from "./scan-watch.ts";
import { scanFiles } from "./scan-files.ts";
import { assertMayScan } from "./start-scan.ts";

/** Fifty scans that begin or end at one moment would take all connections to the database from everything else. */
const inTurn = fewAtATime(3);

export interface ScanRun {
  /** Fires when the worker stops: the scan is then left for another one, from the beginning. */
  signal: AbortSignal;
  /** Replaces parts of the proof of ownership; for tests. */
  ownership?: Partial<OwnershipChecks>;
}

/**
 * Makes a scan that was started: checks, findings, score. `busy` while another scan of the target runs: to be tried again.
 * What cannot be scanned ends with the reason in its record. May run again after a crash, and begins anew then. Throws when
 * the worker stops or a store does not answer, for the job to be tried again.
 */
export async function runScan(platform: Platform, scanId: string, run: ScanRun): Promise<string> {
  const claimed = await inTurn(() => claimScan(platform, scanId));
  if (typeof claimed === "string") return claimed;
  const watch = new ScanWatch(platform, scanId);
  try {
    const allowed = await assertStillAllowed(platform, claimed, run);
    watch.start();
    const report = await scan(platform, allowed, { watch, signal: AbortSignal.any([run.signal, watch.cancelled]) });
    return await inTurn(async () => {
      await watch.stop();
      run.signal.throwIfAborted();
      const outcome = await finishScan(platform, allowed, report);
      await forgetUploads(platform, allowed.target.id);
      return outcome;
    });
  } catch (thrown) {
    await watch.stop();
    const error = toError(thrown);
    const isHopeless = error instanceof AppError && !error.retryable && !run.signal.aborted;
    if (!isHopeless) {
      await putBack(platform, scanId);
      throw error;
    }
    await failScan(platform, scanId, error.message);
    return error.message;
  }
}

/** Ends a scan that cannot be made. */
export async function failScan({ db }: Pick<Platform, "db">, scanId: string, message: string): Promise<void> {
  await db.scan.updateMany({
    where: { id: scanId, state: { in: UNFINISHED_SCANS } },
    data: { state: "error", message: storableText(message), finishedAt: new Date() },
  });
}

async function putBack({ db }: Platform, scanId: string): Promise<void> {
  // When not even this is stored, the scan counts as lost soon.
  await db.scan
    .updateMany({ where: { id: scanId, state: "running" }, data: { state: "queued", progress: null } })
    .catch(() => undefined);
}

/**
 * The target as it is now, when it may still be scanned so. A proof of ownership is looked for again before each active scan:
 * hosts change hands. Throws FORBIDDEN.
 */
async function assertStillAllowed(platform: Platform, { scan: row, target }: ClaimedScan, run: ScanRun) {
  const profile = row.profile as CheckInfo["profile"];
  if (target.target && profile === "active" && targetStatus(target.target) === "proven") {
    const who = { projectId: target.projectId, actor: "Plimsoll" };
    const { lastCheck } = await verifyTarget(platform, who, target.target.id, run.ownership);
    if (!lastCheck?.ok) {
      const why = lastCheck?.message ?? "";
      throw new AppError("FORBIDDEN", `The proof of ownership was not found again, so nothing was sent: ${why}`);
    }
  }
  const now = await findScanTarget(platform.db, target.projectId, target.id);
  assertMayScan(now, profile);
  return { scan: row, target: now };
}

interface Running {
  watch: ScanWatch;
  signal: AbortSignal;
}

async function scan(platform: Platform, claimed: ClaimedScan, running: Running): Promise<ScanReport> {
  const { target } = claimed.target;
  return target ? scanWeb(platform, claimed, { ...running, host: target }) : scanFiles(platform, claimed, running);
}

async function scanWeb(
  platform: Platform,
  { scan: row, target }: ClaimedScan,
  { watch, signal, host }: Running & { host: { origin: string; approvedAt: Date | null } },
): Promise<ScanReport> {
  const { openApi, limits: ofTarget } = readSettings(target);
  const limits = readLimits(row.limits) ?? ofTarget;
  const profile = row.profile as CheckInfo["profile"];
  await expectChecks(platform, row.id, webChecksOf(profile));
  const identities = await openScanCredentials(platform, target.id);
  const agent = createGuardedAgent({
    forbidden: ownHostPorts(platform.config),
    connectionsPerOrigin: limits.concurrency,
    // Whether its certificate is any good is what checks say.
    acceptAnyCertificate: true,
  });
  try {
    return await runWebScan({
      origin: host.origin,
      entryPaths: await scanEntryPaths(platform, target),
      profile,
      limits,
      agent,
      identities,
      allowPrivate: host.approvedAt !== null,
      ...(openApi === null ? {} : { openApi }),
      signal,
      onProgress: (progress) => watch.note(progress),
    });
  } finally {
    await agent.close();
  }
}
