import type { TelemetryClient } from "../client.ts";
import type { SpanInput, StoredSpan, TraceOutlineRows, TraceSpans, TraceSpansInput } from "../inputs.ts";
import { indexedTraceSql, SPANS, traceByIdSql } from "../scope.ts";
import { SPAN_SELECT, spanReader } from "../span-rows.ts";
import { SqlParams, sqlId } from "../sql-params.ts";

/** A read of one trace's spans; `where` finds them. */
type ReadTrace<T> = (where: string, params: SqlParams) => Promise<readonly T[]>;

/** Reads a trace through the index, and without it where the index does not lead to it; empty when it is not stored. */
async function readTrace<T>(input: { projectId: string; traceId: string }, read: ReadTrace<T>): Promise<readonly T[]> {
  for (const condition of [indexedTraceSql, traceByIdSql]) {
    const params = new SqlParams(input.projectId);
    const found = await read(`project_id = ${params.project} AND ${condition(input.traceId, params)}`, params);
    if (found.length > 0) return found;
  }
  return [];
}

/** Earliest first; a parent before the children that start with it. */
const ORDER = "ORDER BY ts, duration_ns DESC, span_id";

/**
 * The spans of one trace in full, earliest first, each (trace, span) once. Found through `traces_index` (time bounds),
 * the primary key (five-minute buckets) and the bloom filter on trace_id.
 */
export async function getTraceSpans(client: TelemetryClient, input: TraceSpansInput): Promise<TraceSpans> {
  const spans = await readTrace(input, (where, params) => {
    const sql = `SELECT ${SPAN_SELECT}
FROM ${SPANS}
WHERE ${where}
${ORDER}
LIMIT 1 BY span_id
LIMIT ${input.maxSpans + 1}`;
    return client.rows(sql, spanReader(), { params: params.values, signal: input.signal });
  });
  return { spans: spans.slice(0, input.maxSpans), truncated: spans.length > input.maxSpans };
}

/** One span in full, null when it is not stored; found like its trace. */
export async function getSpan(client: TelemetryClient, input: SpanInput): Promise<StoredSpan | null> {
  const [span] = await readTrace(input, (where, params) => {
    const sql = `SELECT ${SPAN_SELECT}
FROM ${SPANS}
WHERE ${where} AND span_id = ${sqlId(input.spanId)}
LIMIT 1`;
    return client.rows(sql, spanReader(), { params: params.values, signal: input.signal });
  });
  return span ?? null;
}

/**
 * The slim columns of a trace for drawing, null when it is not stored. Read like `getTraceSpans`, but column by column
 * and without attributes, so that 50,000 spans come in a few hundred milliseconds.
 */
export async function getTraceOutline(
  client: TelemetryClient,
  input: TraceSpansInput,
): Promise<TraceOutlineRows | null> {
  const columns = await readTrace(input, async (where, params) => {
    const sql = `SELECT lower(hex(span_id)), if(parent_span_id = toFixedString('', 8), '', lower(hex(parent_span_id))),
  service, name, kind, status, toString(toUnixTimestamp64Nano(ts)), duration_ns,
  if(events = '', [], arrayMap(e -> (JSONExtractString(e, 'timeUnixNano'), JSONExtractString(e, 'name')), JSONExtractArrayRaw(events)))
FROM ${SPANS}
WHERE ${where}
${ORDER}
LIMIT 1 BY span_id
LIMIT ${input.maxSpans + 1}`;
    const read = await client.columns(sql, { params: params.values, signal: input.signal });
    return read[0]?.length ? read : [];
  });
  const [first = []] = columns;
  if (first.length === 0) return null;
  const truncated = first.length > input.maxSpans;
  return toOutline(
    columns.map((column) => column.slice(0, input.maxSpans)),
    truncated,
  );
}

function toOutline(columns: readonly unknown[][], truncated: boolean): TraceOutlineRows {
  const [
    spanId = [],
    parent = [],
    service = [],
    name = [],
    kind = [],
    status = [],
    ts = [],
    duration = [],
    events = [],
  ] = columns;
  const services = encode(service);
  const operations = encode(name);
  const origin = BigInt(String(ts[0]));
  const withEvents: Record<number, [number, string][]> = {};
  for (const [index, list] of events.entries()) {
    if (!Array.isArray(list) || list.length === 0) continue;
    withEvents[index] = list.map((event: [string, string]) => [Number(BigInt(event[0] || 0) - origin), event[1]]);
  }
  return {
    startTimeUnixNano: origin.toString(),
    services: services.values,
    operations: operations.values,
    spanId: spanId as string[],
    parentSpanId: parent as string[],
    service: services.indexes,
    operation: operations.indexes,
    kind: kind as number[],
    status: status as number[],
    start: ts.map((each) => Number(BigInt(String(each)) - origin)),
    duration: duration.map(Number),
    events: withEvents,
    truncated,
  };
}

/** Distinct values, and for each cell the index of its value. */
function encode(cells: readonly unknown[]): { values: string[]; indexes: number[] } {
  const known = new Map<string, number>();
  const indexes = cells.map((cell) => {
    const value = String(cell);
    const index = known.get(value) ?? known.size;
    known.set(value, index);
    return index;
  });
  return { values: [...known.keys()], indexes };
}
