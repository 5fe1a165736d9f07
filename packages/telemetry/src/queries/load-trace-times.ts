import type { TelemetryClient } from "../client.ts";
import type { ProjectInput } from "../inputs.ts";
import { number, text } from "../row.ts";
import { rangeSql, SPANS } from "../scope.ts";
import { SqlParams } from "../sql-params.ts";
import {
  addTraceTimes,
  type RootOperation,
  type RootTimes,
  type StoredOperation,
  type StoredOperations,
  type TimedSpan,
} from "../trace-times.ts";

export interface LoadTraceTimesInput extends ProjectInput {
  /** ISO 8601: when the spans began. */
  from: string;
  to: string;
  /** Traces whose ids begin with these hexadecimal digits (a load run's own); or: */
  prefix?: string | undefined;
  /** parts of any other traces below these operations, at most 20 of them. */
  roots?: readonly RootOperation[] | undefined;
}

/** Enough for means; a trace is in the sample by the hash of its id, so that slow and fast ones are as they come. */
const MAX_TRACES = 2_000;
const MAX_SPANS = 100_000;
const MAX_ROOTS = 20;
const MAX_OPERATIONS = 5_000;
/** What `tracestate` says of traces that load runs make. */
const RUN_MARK = "plimsoll=";

const STATEMENT = "if(attr_str['db.query.text'] != '', attr_str['db.query.text'], attr_str['db.statement'])";
/** Statements that differ in their literals only are one operation. */
const OPERATION = `cityHash64(service, name, peer, attr_str['db.query.summary'], normalizeQuery(substring(${STATEMENT}, 1, 1000)))`;

/**
 * Where the time of requests went, by the operation that the request began with: self time by service and operation. A
 * sample of at most 2,000 traces. Reads the spans of the five-minute buckets of the range, most columns only of those
 * that match.
 */
export async function loadTraceTimes(
  client: TelemetryClient,
  input: LoadTraceTimesInput,
): Promise<{ roots: RootTimes[]; operations: StoredOperations }> {
  const params = new SqlParams(input.projectId);
  const scope = `project_id = ${params.project} AND ${rangeSql(input)}`;
  const roots = input.roots?.slice(0, MAX_ROOTS);
  if (roots?.length === 0) return { roots: [], operations: new Map() };
  const found = roots ? `${scope} AND ${rootsSql(params, roots)}` : `${scope} AND ${prefixSql(input.prefix ?? "")}`;
  const options = { params: params.values, signal: input.signal };
  const [size] = await client.rows(
    `SELECT uniq(trace_id), count() FROM ${SPANS} WHERE ${found}`,
    (row) => ({ traces: number(row, 0), spans: number(row, 1) }),
    options,
  );
  if (!size || size.traces === 0) return { roots: [], operations: new Map() };
  // How many spans a trace has beside its root is not known yet where only roots were counted: the limit holds then.
  const oneIn = Math.ceil(Math.max(size.traces / MAX_TRACES, roots ? 0 : size.spans / MAX_SPANS));
  const sampled = `${found} AND cityHash64(trace_id) % ${oneIn} = 0`;
  const where = roots ? `${scope} AND trace_id IN (SELECT trace_id FROM ${SPANS} WHERE ${sampled})` : sampled;
  const [operations, columns] = await Promise.all([
    readOperations(client, where, options),
    client.columns(
      `SELECT lower(hex(trace_id)), hex(span_id), hex(parent_span_id), toString(${OPERATION}),
  toString(toUnixTimestamp64Nano(ts)), duration_ns
FROM ${SPANS} WHERE ${where} ORDER BY trace_id, ts LIMIT 1 BY trace_id, span_id LIMIT ${MAX_SPANS}`,
      options,
    ),
  ]);
  return { roots: addTraceTimes(toSpans(columns), operations, roots ?? null), operations };
}

async function readOperations(
  client: TelemetryClient,
  where: string,
  options: Parameters<TelemetryClient["rows"]>[2],
): Promise<Map<string, StoredOperation>> {
  const rows = await client.rows(
    `SELECT toString(${OPERATION}) AS operation, any(toString(service)), any(toString(name)), any(attr_str['db.query.summary']),
  any(substring(${STATEMENT}, 1, 500)), any(splitByChar('|', toString(peer))[-1])
FROM ${SPANS} WHERE ${where} GROUP BY operation LIMIT ${MAX_OPERATIONS}`,
    (row): [string, StoredOperation] => [
      text(row, 0),
      { service: text(row, 1), name: text(row, 2), summary: text(row, 3), statement: text(row, 4), peer: text(row, 5) },
    ],
    options,
  );
  return new Map(rows);
}

function toSpans(columns: readonly unknown[][]): TimedSpan[] {
  const [traces = [], ids = [], parents = [], operations = [], starts = [], durations = []] = columns;
  if (traces.length === 0) return [];
  const origin = BigInt(text(starts, 0));
  return traces.map((traceId, at) => ({
    traceId: String(traceId),
    id: String(ids[at]),
    parentId: String(parents[at]),
    operation: String(operations[at]),
    service: "",
    start: Number(BigInt(text(starts, at)) - origin),
    duration: Number(durations[at]),
  }));
}

/** All ids that begin with the digits, as a range. */
function prefixSql(prefix: string): string {
  if (!/^[0-9a-f]{2,32}$/.test(prefix)) throw new TypeError("A prefix of trace ids must be hexadecimal.");
  return `trace_id >= unhex('${prefix.padEnd(32, "0")}') AND trace_id <= unhex('${prefix.padEnd(32, "f")}')`;
}

function rootsSql(params: SqlParams, roots: readonly RootOperation[]): string {
  const each = roots.map((root) => `(service = ${params.text(root.service)} AND name = ${params.text(root.name)})`);
  return `(${each.join(" OR ")}) AND kind IN (2, 5) AND position(trace_state, '${RUN_MARK}') = 0`;
}
