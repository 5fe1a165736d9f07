import type { TelemetryClient } from "../client.ts";
import type { RangeInput } from "../inputs.ts";
import { number } from "../row.ts";
import { SqlParams } from "../sql-params.ts";
import { stepsOf } from "../time.ts";
import {
  addJobSums,
  failureRatioOf,
  finishedOf,
  JOB_SUMS,
  type JobSums,
  jobCellsSql,
  jobStepSeconds,
  percentileMs,
  readJobSums,
  readQueue,
} from "./job-cells.ts";

export interface QueueRatesInput extends RangeInput {
  /** Only queues of this source. */
  source?: string | undefined;
  /** Only this queue. */
  queue?: string | undefined;
}
/** How a queue did over a range. */
export interface QueueRates {
  source: string;
  queue: string;
  /** Jobs that completed or failed for good. */
  finishedPerMinute: number;
  /** Share of the attempts that failed, also of those that were tried again; null when there was none. */
  failureRatio: number | null;
  waitP95Ms: number | null;
  runP95Ms: number | null;
  /** Finished jobs a step, oldest first. */
  sparkline: number[];
}

const SPARKLINE_STEPS = 30;

/** The rates of every queue of a project in which an attempt ended within the range, in one query. */
export async function queueRates(client: TelemetryClient, input: QueueRatesInput): Promise<QueueRates[]> {
  const params = new SqlParams(input.projectId);
  const source = input.source === undefined ? "" : ` AND source = ${params.text(input.source)}`;
  const queue = input.queue === undefined ? "" : ` AND queue = ${params.text(input.queue)}`;
  const steps = stepsOf(input.from, input.to, SPARKLINE_STEPS, jobStepSeconds(input));
  const cells = await jobCellsSql(client, params, source + queue, input);
  const rows = await client.rows(
    `SELECT source, queue, intDiv(toInt64(toUnixTimestamp(time)) - ${steps.fromMs / 1000}, ${steps.stepMs / 1000}) AS step, ${JOB_SUMS}
FROM ${cells} GROUP BY source, queue, step`,
    (row) => ({ ...readQueue(row, 0), step: number(row, 2), sums: readJobSums(row, 3) }),
    { params: params.values, signal: input.signal },
  );
  const queues = new Map<string, { source: string; queue: string; cells: Map<number, JobSums> }>();
  for (const row of rows) {
    const key = `${row.source}/${row.queue}`;
    const known = queues.get(key) ?? { source: row.source, queue: row.queue, cells: new Map<number, JobSums>() };
    queues.set(key, known);
    known.cells.set(row.step, row.sums);
  }
  const minutes = (Date.parse(input.to) - Date.parse(input.from)) / 60_000;
  return [...queues.values()].map(({ cells: own, ...ref }) => {
    const sums = addJobSums(own.values());
    return {
      ...ref,
      finishedPerMinute: finishedOf(sums) / minutes,
      failureRatio: failureRatioOf(sums),
      waitP95Ms: percentileMs(sums.waits, 0.95),
      runP95Ms: percentileMs(sums.runs, 0.95),
      sparkline: Array.from({ length: steps.count }, (_, step) => {
        const cell = own.get(step);
        return cell ? finishedOf(cell) : 0;
      }),
    };
  });
}
