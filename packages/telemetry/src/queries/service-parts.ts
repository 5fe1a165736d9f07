import type { ServiceDetail } from "@plimsoll/core";
import type { TelemetryClient } from "../client.ts";
import { KIND_BY_NUMBER, type ServiceInput } from "../inputs.ts";
import { lengthMs, readSums, resolutionOf, toFigures } from "../red.ts";
import { number, text } from "../row.ts";
import { chooseSample } from "../sampling.ts";
import { rollupRangeSql, SPANS } from "../scope.ts";
import { DATABASE } from "../spans-columns.ts";
import { SqlParams } from "../sql-params.ts";
import { fromNanos } from "../time.ts";

const MAX_OPERATIONS = 200;
const MAX_QUERIES = 30;
const MAX_ERRORS = 50;
const MAX_INSTANCES = 100;
/** Spans of one service that are read for statements or errors; beyond it a sample is. */
const MAX_SPANS = 1_000_000;

/** The operations that answer requests, costliest in total first; from the roll-up of operations, in key order. */
export async function readOperations(
  client: TelemetryClient,
  input: ServiceInput,
): Promise<ServiceDetail["operations"]> {
  const { operations, stepSeconds } = resolutionOf(input);
  const params = new SqlParams(input.projectId);
  const sql = `SELECT toString(name), kind, sum(spans), sum(errors), sum(duration_ns) AS total, sumMap(durations)
FROM ${operations}
WHERE project_id = ${params.project} AND service = ${params.text(input.service)} AND ${rollupRangeSql(input, stepSeconds)} AND entry = 1
GROUP BY name, kind
ORDER BY total DESC
LIMIT ${MAX_OPERATIONS}`;
  return client.rows(
    sql,
    (row) => {
      const sums = readSums(row, 2);
      return {
        ...toFigures(sums, lengthMs(input)),
        name: text(row, 0),
        kind: KIND_BY_NUMBER[number(row, 1)] ?? "unspecified",
        totalMs: sums.durationNs / 1e6,
      };
    },
    { params: params.values, signal: input.signal },
  );
}

/**
 * Statements that cost most in total. Reads the service's client spans in the range (primary key: bucket, service), a
 * sample of five-minute buckets when there are very many; counts and totals are scaled up.
 */
export async function readSlowestQueries(
  client: TelemetryClient,
  input: ServiceInput,
): Promise<ServiceDetail["slowestQueries"]> {
  const sample = await chooseSample(client, input, { maxSpans: MAX_SPANS });
  const params = new SqlParams(input.projectId);
  const sql = `SELECT multiIf(attr_str['db.system.name'] != '', attr_str['db.system.name'], attr_str['db.system']) AS system,
  substring(if(attr_str['db.query.text'] != '', attr_str['db.query.text'], attr_str['db.statement']), 1, 4000) AS statement,
  count() AS calls, sum(duration_ns) / 1e6 AS total, quantileTDigest(0.95)(duration_ns) / 1e6, max(duration_ns) / 1e6,
  lower(hex(argMax(trace_id, duration_ns)))
FROM ${SPANS}
WHERE project_id = ${params.project} AND service = ${params.text(input.service)} AND kind = 3 AND ${sample.sql}
  AND statement != ''
GROUP BY system, statement
ORDER BY total DESC
LIMIT ${MAX_QUERIES}`;
  return client.rows(
    sql,
    (row) => ({
      system: text(row, 0),
      statement: text(row, 1),
      count: number(row, 2) * sample.oneIn,
      totalMs: number(row, 3) * sample.oneIn,
      p95Ms: number(row, 4),
      maxMs: number(row, 5),
      traceId: text(row, 6),
    }),
    { params: params.values, signal: input.signal },
  );
}

/**
 * Text of an attribute of the last exception in the JSON of `events`, still escaped, at most `most` bytes. By cutting, not
 * by one expression with a bounded repetition: that costs a millisecond a span.
 */
const exceptionText = (name: string, most: number) => {
  const mark = `'"key":"exception.${name}","value":{"stringValue":"'`;
  const rest = `substring(splitByString(${mark}, events)[-1], 1, ${most})`;
  return `if(position(events, ${mark}) = 0, '', extract(${rest}, '^((?:[^"\\\\\\\\]|\\\\\\\\.)*)'))`;
};
/** "    at place" (JavaScript, Java, .NET), else the innermost "File …, line …" (Python), else the stack's first line. */
const PLACE = `multiIf(
    stack = '', toString(name),
    match(stack, '\\\\\\\\n\\\\s*(?:\\\\\\\\t)?at '), extract(stack, '\\\\\\\\n\\\\s*(?:\\\\\\\\t)?at ([^\\\\\\\\]+)'),
    match(stack, 'File \\\\\\\\"'), replaceAll(extractAll(stack, '(File \\\\\\\\"[^\\\\\\\\]+\\\\\\\\", line \\\\d+(?:, in [^\\\\\\\\]+)?)')[-1], '\\\\"', '"'),
    extract(stack, '^([^\\\\\\\\]+)'))`;

/**
 * Exceptions by type and first frame of their stack, and error spans without an exception by operation, most frequent
 * first. The skip indexes on `status` and `exception_type` leave the granules that have any.
 */
export async function readErrors(client: TelemetryClient, input: ServiceInput): Promise<ServiceDetail["errors"]> {
  const sample = await chooseSample(client, input, { maxSpans: 20_000, onlyErrors: true });
  const params = new SqlParams(input.projectId);
  const sql = `SELECT type, place, any(message), count() AS errors, toString(toUnixTimestamp64Nano(max(ts))), lower(hex(argMax(trace_id, ts))), argMax(operation, ts)
FROM (
  SELECT ts, trace_id, toString(name) AS operation, toString(exception_type) AS type,
    ${exceptionText("stacktrace", 900)} AS stack,
    ${PLACE} AS place,
    if(exception_type = '', status_message, ${exceptionText("message", 300)}) AS message
  FROM ${SPANS}
  WHERE project_id = ${params.project} AND service = ${params.text(input.service)} AND ${sample.sql}
    AND (status = 2 OR exception_type != '')
  LIMIT 1 BY trace_id, span_id
)
GROUP BY type, place
ORDER BY errors DESC
LIMIT ${MAX_ERRORS}`;
  return client.rows(
    sql,
    (row) => ({
      type: text(row, 0) || "error",
      place: unescapeJson(text(row, 1)),
      message: text(row, 0) === "" ? text(row, 2) : unescapeJson(text(row, 2)),
      count: number(row, 3) * sample.oneIn,
      lastSeen: fromNanos(BigInt(text(row, 4))),
      traceId: text(row, 5),
      operation: text(row, 6),
    }),
    { params: params.values, signal: input.signal },
  );
}

/** Undoes the escapes of JSON text; text cut inside an escape stays as it is. */
function unescapeJson(escaped: string): string {
  try {
    return String(JSON.parse(`"${escaped.replaceAll(/(?<!\\)((?:\\\\)*)"/g, '$1\\"')}"`));
  } catch {
    return escaped;
  }
}

/** Instances by service.instance.id (or host), with the requests of the hours that the range touches. */
export async function readInstances(client: TelemetryClient, input: ServiceInput): Promise<ServiceDetail["instances"]> {
  const attribute = (key: string) =>
    `JSONExtractString(arrayFirst(a -> JSONExtractString(a, 'key') = '${key}', JSONExtractArrayRaw(resource, 'attributes')), 'value', 'stringValue')`;
  const params = new SqlParams(input.projectId);
  const sql = `SELECT ${attribute("service.instance.id")} AS instance, ${attribute("service.version")} AS version, ${attribute("host.name")} AS host,
  sum(n) AS total, toString(toUnixTimestamp64Nano(max(last))) AS seen
FROM (
  SELECT resource, sum(requests) AS n, max(last_ts) AS last
  FROM ${DATABASE}.resources
  WHERE project_id = ${params.project} AND service = ${params.text(input.service)} AND ${rollupRangeSql(input, 3600)}
  GROUP BY resource
)
GROUP BY instance, version, host
ORDER BY total DESC
LIMIT ${MAX_INSTANCES}`;
  return client.rows(
    sql,
    (row) => ({
      id: text(row, 0) || text(row, 2) || "unknown",
      version: text(row, 1),
      host: text(row, 2),
      requests: number(row, 3),
      lastSeen: fromNanos(BigInt(text(row, 4))),
    }),
    { params: params.values, signal: input.signal },
  );
}
