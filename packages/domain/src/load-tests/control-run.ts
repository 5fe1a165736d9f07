import type { Database } from "@plimsoll/db";
import type { LoadRunResult, PlannedCapacityStep } from "./load-run-records.ts";

type Sql = Pick<Database, "$executeRaw">;

/** Ends a running run early, with the reason that its verdict shows; the first reason counts. */
export async function abortRun(db: Sql, runId: string, reason: string): Promise<void> {
  await db.$executeRaw`
    UPDATE load_runs SET "abortReason" = ${reason}
    WHERE id = ${runId} AND state = 'running' AND "abortReason" IS NULL AND NOT "cancelRequested"`;
}

/** Keeps some of what is known of how a run goes, beside what others keep. */
export async function noteResult(db: Sql, runId: string, part: Partial<LoadRunResult>): Promise<void> {
  await db.$executeRaw`
    UPDATE load_runs SET result = coalesce(result, '{}'::jsonb) || ${JSON.stringify(part)}::jsonb WHERE id = ${runId}`;
}

/** Replaces the plan of a capacity search, unless another process was faster. */
export async function changePlan(
  db: Sql,
  runId: string,
  { from, to }: { from: readonly PlannedCapacityStep[]; to: readonly PlannedCapacityStep[] },
): Promise<void> {
  await db.$executeRaw`
    UPDATE load_runs SET plan = ${JSON.stringify(to)}::jsonb
    WHERE id = ${runId} AND state = 'running' AND plan = ${JSON.stringify(from)}::jsonb`;
}

/** Says that a capacity search is over: every share ends, and the run is put together. */
export async function endSearch(
  db: Sql,
  runId: string,
  capacity: NonNullable<LoadRunResult["capacity"]>,
): Promise<void> {
  await db.$executeRaw`
    UPDATE load_runs SET state = 'finishing',
      result = coalesce(result, '{}'::jsonb) || ${JSON.stringify({ capacity })}::jsonb
    WHERE id = ${runId} AND state = 'running'`;
}
