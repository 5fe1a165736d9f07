import type { TelemetryClient } from "./client.ts";
import { bucketOf, bucketsSql, rangeSql, rollupRangeSql } from "./scope.ts";
import { SqlParams } from "./sql-params.ts";
import { DATABASE } from "./spans-columns.ts";
import { toNanos } from "./time.ts";

/** Which spans of a range a question looks at. */
export interface Sample {
  /** Condition on `ts`. */
  sql: string;
  /** 1 when it looks at all, N when at one five-minute bucket in N. */
  oneIn: number;
}

const BUCKET_NANOS = 300_000_000_000n;
const MAX_LISTED = 4000;

/**
 * Bounds the spans that a question over a whole range reads: when the roll-ups count more than `maxSpans`, one
 * five-minute bucket in N is read, evenly over the range. Buckets are what the primary key starts with, so the rest is
 * never touched (a sample by trace id would have to read every row to skip it).
 */
export async function chooseSample(
  client: TelemetryClient,
  input: {
    projectId: string;
    from: string;
    to: string;
    signal?: AbortSignal | undefined;
    service?: string | undefined;
  },
  options: { maxSpans: number; maxOneIn?: number; onlyErrors?: boolean },
): Promise<Sample> {
  const first = bucketOf(toNanos(input.from));
  const buckets = Math.ceil(Number((toNanos(input.to) - BigInt(first) * 1_000_000_000n) / BUCKET_NANOS)) + 1;
  const all = { sql: rangeSql(input), oneIn: 1 };
  if (buckets < 2) return all;
  const spans = await countSpans(client, input, options.onlyErrors ?? false);
  const oneIn = Math.min(Math.ceil(spans / options.maxSpans), options.maxOneIn ?? buckets, buckets);
  if (oneIn <= 1 || buckets / oneIn > MAX_LISTED) return all;
  // From the latest bucket backwards, so that what just happened is always in the sample.
  const chosen: number[] = [];
  for (let index = buckets - 1; index >= 0; index -= oneIn) chosen.push(first + index * 300);
  return { sql: `${rangeSql(input)} AND ${bucketsSql(chosen)}`, oneIn };
}

async function countSpans(
  client: TelemetryClient,
  input: {
    projectId: string;
    from: string;
    to: string;
    signal?: AbortSignal | undefined;
    service?: string | undefined;
  },
  onlyErrors: boolean,
): Promise<number> {
  const params = new SqlParams(input.projectId);
  const service = input.service === undefined ? "" : ` AND service = ${params.text(input.service)}`;
  const sql = `SELECT sum(${onlyErrors ? "errors" : "spans"}) FROM ${DATABASE}.red_hour
WHERE project_id = ${params.project}${service} AND ${rollupRangeSql(input, 3600)}`;
  const [count] = await client.rows(sql, (row) => Number(row[0]), { params: params.values, signal: input.signal });
  return count ?? 0;
}
