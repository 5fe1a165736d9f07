import type { Platform } from "../platform.ts";
import { failLoadRun, finishLoadRun } from "./finish-load-run.ts";
import { UNFINISHED_STATES } from "./load-run-item.ts";
import { liveShare } from "./live-workers.ts";

/** How long a run waits for a worker while none is busy with another run. */
const WAIT_MS = 45_000;

/**
 * Ends runs that nobody else ends: those that no worker took, and those whose workers all vanished. Returns how many.
 * Doing it twice, or in several processes, does no harm.
 */
export async function sweepLoadRuns(platform: Platform, now: Date = new Date()): Promise<number> {
  const { db } = platform;
  const runs = await db.loadRun.findMany({
    where: { state: { in: UNFINISHED_STATES } },
    select: { id: true, state: true, createdAt: true },
  });
  let ended = 0;
  for (const run of runs) if (await sweep(platform, run, now)) ended += 1;
  return ended;
}

async function sweep(
  platform: Platform,
  run: { id: string; state: string; createdAt: Date },
  now: Date,
): Promise<boolean> {
  if (run.state !== "queued") return finishLoadRun(platform, run.id);
  if (now.getTime() - run.createdAt.getTime() < WAIT_MS) return false;
  // Workers that are busy with another run may take this one when they are done.
  if ((await platform.db.loadRunShare.count({ where: liveShare(now) })) > 0) return false;
  await failLoadRun(platform, run.id, "No worker process took it. Is one running? See Jobs, Workers.");
  return true;
}
