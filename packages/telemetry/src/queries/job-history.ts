import type { JobHistory } from "@plimsoll/core";
import type { TelemetryClient } from "../client.ts";
import { percentilesMs } from "../histogram.ts";
import type { RangeInput } from "../inputs.ts";
import { number, text } from "../row.ts";
import { DATABASE } from "../spans-columns.ts";
import { SqlParams } from "../sql-params.ts";
import { sqlSecond, type Steps, stepsOf } from "../time.ts";
import {
  failureRatioOf,
  finishedOf,
  JOB_SUMS,
  type JobSums,
  jobCellsSql,
  jobStepSeconds,
  percentileMs,
  readJobSums,
} from "./job-cells.ts";

export interface JobHistoryInput extends RangeInput {
  source: string;
  queue: string;
}

const SERIES_STEPS = 96;
/** Names with the most attempts; apps that put ids into names get no endless table. */
const MAX_NAMES = 100;

/** Throughput, waits, run times and backlog of a queue over a range, by step and by name of the job. */
export async function jobHistory(client: TelemetryClient, input: JobHistoryInput): Promise<JobHistory> {
  const steps = stepsOf(input.from, input.to, SERIES_STEPS, jobStepSeconds(input));
  const params = new SqlParams(input.projectId);
  const queue = ` AND source = ${params.text(input.source)} AND queue = ${params.text(input.queue)}`;
  const cells = await jobCellsSql(client, params, queue, input);
  const [bySteps, names, samples] = await Promise.all([
    readSteps(client, input, cells, params, steps),
    readNames(client, input, cells, params),
    readSamples(client, input, steps),
  ]);
  const each = Array.from({ length: steps.count }, (_, step) => bySteps.get(step));
  return {
    fromMs: steps.fromMs,
    stepMs: steps.stepMs,
    completed: each.map((sums) => sums?.completed ?? 0),
    retried: each.map((sums) => sums?.retried ?? 0),
    failed: each.map((sums) => sums?.failed ?? 0),
    waitP50Ms: each.map((sums) => (sums ? percentileMs(sums.waits, 0.5) : null)),
    waitP95Ms: each.map((sums) => (sums ? percentileMs(sums.waits, 0.95) : null)),
    runP50Ms: each.map((sums) => (sums ? percentileMs(sums.runs, 0.5) : null)),
    runP95Ms: each.map((sums) => (sums ? percentileMs(sums.runs, 0.95) : null)),
    ...samples,
    names,
  };
}

async function readSteps(
  client: TelemetryClient,
  input: JobHistoryInput,
  cells: string,
  params: SqlParams,
  steps: Steps,
): Promise<Map<number, JobSums>> {
  const rows = await client.rows(
    `SELECT ${stepSql("time", steps)} AS step, ${JOB_SUMS} FROM ${cells} GROUP BY step`,
    (row): [number, JobSums] => [number(row, 0), readJobSums(row, 1)],
    { params: params.values, signal: input.signal },
  );
  return new Map(rows);
}

async function readNames(
  client: TelemetryClient,
  input: JobHistoryInput,
  cells: string,
  params: SqlParams,
): Promise<JobHistory["names"]> {
  const rows = await client.rows(
    `SELECT name, ${JOB_SUMS} FROM ${cells} GROUP BY name
ORDER BY sum(completed) + sum(retried) + sum(failed) DESC, name LIMIT ${MAX_NAMES}`,
    (row) => ({ name: text(row, 0), sums: readJobSums(row, 1) }),
    { params: params.values, signal: input.signal },
  );
  return rows.map(({ name, sums }) => {
    const [waitP50Ms, waitP95Ms] = percentilesMs(sums.waits, [0.5, 0.95]);
    const [runP50Ms, runP95Ms, runP99Ms] = percentilesMs(sums.runs, [0.5, 0.95, 0.99]);
    return {
      name,
      finished: finishedOf(sums),
      failureRatio: failureRatioOf(sums) ?? 0,
      waitP50Ms: waitP50Ms ?? 0,
      waitP95Ms: waitP95Ms ?? 0,
      runP50Ms: runP50Ms ?? 0,
      runP95Ms: runP95Ms ?? 0,
      runP99Ms: runP99Ms ?? 0,
    };
  });
}

/** The largest backlog and age seen in each step. Reads the queue's samples in the order of the table. */
async function readSamples(
  client: TelemetryClient,
  input: JobHistoryInput,
  steps: Steps,
): Promise<Pick<JobHistory, "waiting" | "oldestWaitingMs">> {
  const params = new SqlParams(input.projectId);
  const sql = `SELECT ${stepSql("at", steps)} AS step, max(waiting), max(oldest_waiting_ms)
FROM ${DATABASE}.queue_samples
WHERE project_id = ${params.project} AND source = ${params.text(input.source)} AND queue = ${params.text(input.queue)}
  AND at >= ${sqlSecond(steps.fromMs / 1000)} AND at < ${sqlSecond(Math.ceil(Date.parse(input.to) / 1000))}
GROUP BY step`;
  const rows = await client.rows(
    sql,
    (row) => ({ step: number(row, 0), waiting: number(row, 1), oldestMs: number(row, 2) }),
    { params: params.values, signal: input.signal },
  );
  const known = new Map(rows.map((row) => [row.step, row]));
  const each = Array.from({ length: steps.count }, (_, step) => known.get(step));
  return {
    waiting: each.map((sample) => sample?.waiting ?? null),
    oldestWaitingMs: each.map((sample) => sample?.oldestMs ?? null),
  };
}

const stepSql = (column: string, steps: Steps) =>
  `intDiv(toInt64(toUnixTimestamp(${column})) - ${steps.fromMs / 1000}, ${steps.stepMs / 1000})`;
