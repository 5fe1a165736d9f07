import type { TraceSummary } from "@plimsoll/core";
import type { TelemetryClient } from "../client.ts";
import type { ProjectInput } from "../inputs.ts";
import { list, number, text } from "../row.ts";
import { bucketOf, readTraceBounds, SPANS, tracesSql, type TraceBounds } from "../scope.ts";
import { selfTimeByService } from "../self-time.ts";
import { SqlParams } from "../sql-params.ts";
import { fromNanos } from "../time.ts";

/** Self time is computed from so many spans of a trace. */
const SELF_TIME_SPANS = 500;
const NO_PARENT = "toFixedString('', 8)";

/** A trace to summarise. */
export interface TraceToSummarise {
  traceId: string;
  /** The start of one of its spans, when known: its other spans are looked for close by while the index is asked. */
  near?: bigint;
}

/** Spans of a trace seldom lie further than this from the one that was found. */
const NEAR_NANOS = 30_000_000_000n;

/**
 * One line a trace, in the order given; ids that are not stored are left out. Counts are exact, each span once.
 *
 * Cheap because `traces_index` says in which five-minute buckets the traces lie and the bloom filter on trace_id which
 * granules of those have them. Where a span's time is known, its surroundings are read beside the index: only traces
 * that turn out to reach further are read again.
 */
export async function summariseTraces(
  client: TelemetryClient,
  input: ProjectInput,
  traces: readonly TraceToSummarise[],
): Promise<TraceSummary[]> {
  if (traces.length === 0) return [];
  const ids = traces.map((trace) => trace.traceId);
  const guesses = new Map<string, TraceBounds>();
  for (const { traceId, near } of traces) {
    if (near !== undefined) guesses.set(traceId, { first: near - NEAR_NANOS, last: near + NEAR_NANOS });
  }
  const [guessed, bounds] = await Promise.all([
    readSummaries(client, input, [...guesses.keys()], guesses),
    readTraceBounds(client, input, ids),
  ]);
  const isWhole = (id: string) => {
    const [guess, bound] = [guesses.get(id), bounds.get(id)];
    return (
      guess && bound && bucketOf(guess.first) <= bucketOf(bound.first) && bucketOf(bound.last) <= bucketOf(guess.last)
    );
  };
  const exact = await readSummaries(
    client,
    input,
    ids.filter((id) => !isWhole(id)),
    bounds,
  );
  const byId = new Map([...guessed, ...exact].map((summary) => [summary.traceId, summary]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

async function readSummaries(
  client: TelemetryClient,
  input: ProjectInput,
  traceIds: readonly string[],
  bounds: ReadonlyMap<string, TraceBounds>,
): Promise<TraceSummary[]> {
  if (traceIds.length === 0) return [];
  const params = new SqlParams(input.projectId);
  const sql = `SELECT lower(hex(trace_id)), count(), countIf(status = 2),
  toString(min(start)), toString(max(start + duration_ns)),
  argMin((service, name), (parent_span_id != ${NO_PARENT}, ts)), countIf(parent_span_id = ${NO_PARENT}),
  sumMap(map(service, toUInt32(1))),
  groupArray(${SELF_TIME_SPANS})((hex(span_id), hex(parent_span_id), service, toString(start), toFloat64(duration_ns)))
FROM (
  SELECT trace_id, span_id, parent_span_id, toString(service) AS service, name, status, ts, duration_ns, toUnixTimestamp64Nano(ts) AS start
  FROM ${SPANS}
  WHERE project_id = ${params.project} AND ${tracesSql(traceIds, bounds)}
  LIMIT 1 BY trace_id, span_id
)
GROUP BY trace_id`;
  return client.rows(sql, readSummary, { params: params.values, signal: input.signal });
}

function readSummary(row: readonly unknown[]): TraceSummary {
  const start = BigInt(text(row, 3));
  const [rootService, rootOperation] = list(row, 5);
  const selfTimes = selfTimeByService(
    list(row, 8).map((cell) => {
      const span = Array.isArray(cell) ? cell : [];
      return {
        id: text(span, 0),
        parentId: text(span, 1),
        service: text(span, 2),
        start: Number(BigInt(text(span, 3)) - start),
        duration: number(span, 4),
      };
    }),
  );
  const services = Object.entries(row[7] ?? {}).map(([name, count]) => ({
    name,
    spanCount: Number(count),
    selfTimeMs: (selfTimes.get(name) ?? 0) / 1e6,
  }));
  return {
    traceId: text(row, 0),
    rootService: String(rootService),
    rootOperation: String(rootOperation),
    startTime: fromNanos(start),
    durationMs: Number(BigInt(text(row, 4)) - start) / 1e6,
    spanCount: number(row, 1),
    errorCount: number(row, 2),
    services: services.sort((a, b) => b.spanCount - a.spanCount || a.name.localeCompare(b.name)),
    partial: number(row, 6) === 0,
  };
}
