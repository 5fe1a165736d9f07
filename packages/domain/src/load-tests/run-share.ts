import { toError } from "@plimsoll/core";
import type { Platform } from "../platform.ts";
import { finishLoadRun } from "./finish-load-run.ts";
import { getLoadCaps } from "./load-caps.ts";
import { loadAccess } from "./load-targets.ts";
import { readScript } from "./manage-load-tests.ts";
import { pause } from "./pause.ts";
import { sendShare } from "./send-share.ts";
import { claimShare, endShare, markVanished, type ShareEnd, type SharePlace } from "./share-place.ts";

const TELL_MS = 10_000;
const SETTLE_POLL_MS = 250;
/** Longest that a share waits for the others to end, to put the run together; `load.finish` does it otherwise. */
const SETTLE_MS = 60_000;

/** Who runs a share. */
export interface ShareRun {
  workerId: string;
  /** Fires when the job's time is over, or the worker stops. */
  signal: AbortSignal;
}

/**
 * Sends one share of a run: waits for the others, begins with them, stores what happens every second, and stops when the
 * run is stopped. Called again for a share that somebody had, it sends nothing. Returns a line for people.
 */
export async function runShare(
  platform: Platform,
  { runId, index }: { runId: string; index: number },
  { workerId, signal }: ShareRun,
): Promise<string> {
  const { db } = platform;
  const place = { runId, index, workerId };
  if (!(await claimShare(db, place))) {
    await markVanished(db, runId);
    await finishLoadRun(platform, runId);
    return "not sent: the run is over, or another worker had this share";
  }
  const end = await send(platform, place, signal).catch((error: unknown): ShareEnd => {
    return { state: "failed", error: toError(error).message, report: null };
  });
  await tellEnd(platform, place, end);
  await settle(platform, runId, signal);
  return end.error ?? end.state;
}

async function send(platform: Platform, place: SharePlace, signal: AbortSignal): Promise<ShareEnd> {
  const run = await platform.db.loadRun.findUniqueOrThrow({ where: { id: place.runId } });
  const { projectId, workers: of } = run;
  const caps = await getLoadCaps(platform, projectId);
  const access = await loadAccess(platform, projectId);
  return sendShare(platform, { place, projectId, of, script: readScript(run.script), caps, access }, signal);
}

/** The database may be away for a moment; after seconds others take the share for lost. */
async function tellEnd({ db }: Platform, place: SharePlace, end: ShareEnd): Promise<void> {
  const until = performance.now() + TELL_MS;
  for (;;) {
    try {
      return await endShare(db, place, end);
    } catch (error) {
      if (performance.now() > until) throw error;
      await pause(SETTLE_POLL_MS);
    }
  }
}

/** Whoever ends last puts the run together; who vanished is noticed after seconds. */
async function settle(platform: Platform, runId: string, signal: AbortSignal): Promise<void> {
  const until = performance.now() + SETTLE_MS;
  while (!(await finishLoadRun(platform, runId))) {
    if (signal.aborted || performance.now() > until) return;
    await pause(SETTLE_POLL_MS, signal);
  }
}
