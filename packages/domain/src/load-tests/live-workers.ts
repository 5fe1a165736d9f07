import type { Database, Prisma } from "@plimsoll/db";
import { UNFINISHED_STATES } from "./load-run-item.ts";

/** A worker beats every five seconds. */
const FRESH_MS = 15_000;
/** A share is heard of four times a second while it works, unless its machine is very busy. */
const SHARE_FRESH_MS = 8_000;

/** Worker processes that live and work on no other run: as many shares can begin at once. */
export async function countFreeWorkers(
  db: Pick<Database, "workerProcess" | "loadRunShare">,
  now: Date,
): Promise<number> {
  const live = await db.workerProcess.findMany({
    where: { status: "running", lastSeenAt: { gt: new Date(now.getTime() - FRESH_MS) } },
    select: { id: true },
  });
  const busy = await db.loadRunShare.findMany({ where: liveShare(now), select: { workerId: true } });
  const taken = new Set(busy.map(({ workerId }) => workerId));
  return live.filter(({ id }) => !taken.has(id)).length;
}

/** Shares of runs that go on whose worker was heard of just now. */
export function liveShare(now: Date): Prisma.LoadRunShareWhereInput {
  return {
    state: { in: ["waiting", "ready", "running"] },
    lastSeenAt: { gt: new Date(now.getTime() - SHARE_FRESH_MS) },
    run: { state: { in: UNFINISHED_STATES } },
  };
}
