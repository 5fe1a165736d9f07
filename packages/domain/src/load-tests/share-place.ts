import type { Database } from "@plimsoll/db";
import type { ShareReport } from "./load-run-records.ts";

/** Which share of which run, and the worker that has it. */
export interface SharePlace {
  runId: string;
  index: number;
  workerId: string;
}
type Sql = Pick<Database, "$executeRaw" | "$queryRaw">;

/*
 * What shares tell each other, in rows of PostgreSQL. Every change names the state that it is made from, so that it is
 * made once, whoever comes first; all times are the database's, so that the clocks of workers do not matter.
 */

/** Takes a share that nobody has; false when somebody has or had it, and when the run is over. */
export async function claimShare(db: Sql, { runId, index, workerId }: SharePlace): Promise<boolean> {
  const claimed = await db.$executeRaw`
    UPDATE load_run_shares AS share SET "workerId" = ${workerId}, "lastSeenAt" = now()
    FROM load_runs AS run
    WHERE run.id = share."runId" AND run.state IN ('queued', 'starting') AND NOT run."cancelRequested"
      AND share."runId" = ${runId} AND share.index = ${index} AND share.state = 'waiting' AND share."workerId" IS NULL`;
  if (claimed === 0) return false;
  await db.$executeRaw`
    UPDATE load_runs SET state = 'starting', "startedAt" = now() WHERE id = ${runId} AND state = 'queued'`;
  return true;
}

/** From `waiting` to `ready`, once its threads are there; false when the others do not wait for it any more. */
export async function markReady(db: Sql, { runId, index, workerId }: SharePlace): Promise<boolean> {
  const marked = await db.$executeRaw`
    UPDATE load_run_shares SET state = 'ready', "lastSeenAt" = now()
    WHERE "runId" = ${runId} AND index = ${index} AND "workerId" = ${workerId} AND state = 'waiting'`;
  return marked > 0;
}

/** Marks as lost what had a worker that was not heard of for eight seconds. */
export async function markVanished(db: Sql, runId: string): Promise<void> {
  await db.$executeRaw`
    UPDATE load_run_shares SET state = 'lost', error = 'Its worker process vanished.'
    WHERE "runId" = ${runId} AND state IN ('ready', 'running') AND "lastSeenAt" < now() - interval '8 seconds'`;
}

/**
 * Marks as lost what no worker took within ten seconds of the first, and what was taken but has no threads half a minute
 * after it.
 */
export async function markMissing(db: Sql, runId: string): Promise<void> {
  await db.$executeRaw`
    UPDATE load_run_shares AS share SET state = 'lost', error = 'It was not ready in time.'
    FROM load_runs AS run
    WHERE run.id = share."runId" AND share."runId" = ${runId} AND share.state = 'waiting'
      AND run."startedAt" < now() - CASE WHEN share."workerId" IS NULL THEN interval '10 s' ELSE interval '30 s' END`;
}

/** Sets the common instant of second 0, `leadMs` ahead, once every share is ready or lost; the first call that may counts. */
export async function setStart(db: Sql, runId: string, leadMs: number): Promise<void> {
  await db.$executeRaw`
    UPDATE load_runs SET state = 'running', "startsAt" = now() + ${leadMs} * interval '1 millisecond'
    WHERE id = ${runId} AND state = 'starting' AND "startsAt" IS NULL AND NOT "cancelRequested"
      AND NOT EXISTS (SELECT 1 FROM load_run_shares WHERE "runId" = ${runId} AND state = 'waiting')
      AND EXISTS (SELECT 1 FROM load_run_shares WHERE "runId" = ${runId} AND state = 'ready')`;
}

/** From `ready` to `running`; false when others took it for lost meanwhile. */
export async function beginShare(db: Sql, { runId, index, workerId }: SharePlace): Promise<boolean> {
  const begun = await db.$executeRaw`
    UPDATE load_run_shares SET state = 'running', "lastSeenAt" = now()
    WHERE "runId" = ${runId} AND index = ${index} AND "workerId" = ${workerId} AND state = 'ready'`;
  return begun > 0;
}

/** Tells that the figures up to a second are stored. */
export async function noteSecond(db: Sql, { runId, index, workerId }: SharePlace, second: number): Promise<void> {
  await db.$executeRaw`
    UPDATE load_run_shares SET "lastSecond" = ${second}, "lastSeenAt" = now()
    WHERE "runId" = ${runId} AND index = ${index} AND "workerId" = ${workerId} AND state = 'running'`;
}

/** How a share ended: well, without its worker, or because the generator failed. */
export interface ShareEnd {
  state: "done" | "lost" | "failed";
  error: string | null;
  report: ShareReport | null;
}

/** Ends a share that this worker has, and keeps its report at once with it; one that others took for lost stays that. */
export async function endShare(db: Sql, { runId, index, workerId }: SharePlace, end: ShareEnd): Promise<void> {
  const reports = JSON.stringify(end.report ? { [index]: end.report } : {});
  await db.$executeRaw`
    WITH ended AS (
      UPDATE load_run_shares SET state = ${end.state}, error = ${end.error}
      WHERE "runId" = ${runId} AND index = ${index} AND "workerId" = ${workerId} AND state IN ('waiting', 'ready', 'running')
      RETURNING index
    )
    UPDATE load_runs SET result = coalesce(result, '{}'::jsonb)
      || jsonb_build_object('reports', coalesce(result->'reports', '{}'::jsonb) || ${reports}::jsonb)
    WHERE id = ${runId} AND EXISTS (SELECT 1 FROM ended)`;
}

/** What a share that waits or runs has to know. */
export interface ShareOrders {
  runState: string;
  cancelRequested: boolean;
  abortReason: string | null;
  startsAt: Date | null;
  plan: unknown;
  /** False when others took this share for lost, or it has ended. */
  isMine: boolean;
  /** The live share of the lowest index: it judges for all. */
  leader: number | null;
  /** Last second of which the figures of all live shares are stored; -1: none. */
  completeSecond: number;
  /** Milliseconds by which the database's clock is ahead of second 0; negative before it, null while it is not set. */
  elapsedMs: number | null;
}

/** Says that the share lives, and reads what has changed. Null when the run is gone. */
export async function readOrders(db: Sql, { runId, index, workerId }: SharePlace): Promise<ShareOrders | null> {
  const [orders] = await db.$queryRaw<ShareOrders[]>`
    WITH mine AS (
      UPDATE load_run_shares SET "lastSeenAt" = now()
      WHERE "runId" = ${runId} AND index = ${index} AND "workerId" = ${workerId} AND state IN ('ready', 'running')
      RETURNING index
    ), live AS (
      SELECT index, "lastSecond" FROM load_run_shares
      WHERE "runId" = ${runId} AND state = 'running' AND "lastSeenAt" > now() - interval '3 seconds'
    )
    SELECT state AS "runState", "cancelRequested", "abortReason", "startsAt", plan,
      EXISTS (SELECT 1 FROM mine) AS "isMine",
      (SELECT min(index) FROM live) AS leader,
      (SELECT coalesce(min(coalesce("lastSecond", -1)), -1) FROM live)::int AS "completeSecond",
      (extract(epoch FROM now() - "startsAt") * 1000)::float8 AS "elapsedMs"
    FROM load_runs WHERE id = ${runId}`;
  return orders ?? null;
}
