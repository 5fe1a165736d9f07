import type { TelemetryClient } from "../client.ts";
import type { RecentTracesCursor, RecentTracesInput, RecentTracesResult } from "../inputs.ts";
import { number, text, type Row } from "../row.ts";
import { SPANS } from "../scope.ts";
import { prepareFilter, spanFilterSql } from "../span-filter.ts";
import { SqlParams } from "../sql-params.ts";
import { sqlSecond } from "../time.ts";
import { summariseTraces } from "./trace-summaries.ts";

/** A batch is stamped before it is committed, maybe by a machine whose clock is behind: look this far back again. */
const OVERLAP_SECONDS = 15;
/** A trace that got no span for so long is forgotten; a straggler would show it again. */
const FORGET_SECONDS = 900;
const MAX_SEEN = 100_000;
const MAX_ARRIVALS = 50_000;

/**
 * The live tail: traces with a matching span that arrived since the cursor and were not given before, latest arrival
 * first. Late spans of a trace already given change nothing. The first poll looks back over a few seconds.
 *
 * Cheap because the minmax index on `received_at` leaves the granules of the last seconds only.
 */
export async function recentTraces(client: TelemetryClient, input: RecentTracesInput): Promise<RecentTracesResult> {
  const previous = input.cursor ?? { receivedAt: Math.floor(Date.now() / 1000), seen: new Map<string, number>() };
  const filter = await prepareFilter(client, input);
  const params = new SqlParams(input.projectId);
  const sql = `SELECT lower(hex(trace_id)), toUnixTimestamp(max(received_at)), toString(toUnixTimestamp64Nano(max(ts)))
FROM ${SPANS}
WHERE project_id = ${params.project} AND received_at >= ${sqlSecond(previous.receivedAt - OVERLAP_SECONDS)} AND ${spanFilterSql(filter, params)}
GROUP BY trace_id
ORDER BY max(received_at) DESC, max(ts) DESC
LIMIT ${MAX_ARRIVALS}`;
  const arrivals = await client.rows(sql, readArrival, { params: params.values, signal: input.signal });
  const fresh = arrivals.filter((arrival) => !previous.seen.has(arrival.traceId));
  const shown = fresh.slice(0, input.limit);
  const items = await summariseTraces(client, input, shown);
  return { items, skipped: fresh.length - shown.length, cursor: advance(previous, arrivals) };
}

interface Arrival {
  traceId: string;
  /** Unix seconds. */
  receivedAt: number;
  /** Start of its latest matching span. */
  near: bigint;
}

function readArrival(row: Row): Arrival {
  return { traceId: text(row, 0), receivedAt: number(row, 1), near: BigInt(text(row, 2)) };
}

function advance(previous: RecentTracesCursor, arrivals: readonly Arrival[]): RecentTracesCursor {
  const receivedAt = Math.max(previous.receivedAt, arrivals[0]?.receivedAt ?? 0);
  const seen = new Map([...previous.seen].filter(([, second]) => second > receivedAt - FORGET_SECONDS));
  for (const arrival of arrivals.toReversed()) {
    // Set anew, so that the map's order is that of the last arrival.
    seen.delete(arrival.traceId);
    seen.set(arrival.traceId, arrival.receivedAt);
  }
  for (const traceId of seen.keys()) {
    if (seen.size <= MAX_SEEN) break;
    seen.delete(traceId);
  }
  return { receivedAt, seen };
}
