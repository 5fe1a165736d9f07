import type { TelemetryClient } from "../client.ts";
import { AGE_SECONDS, DECIDING_HEADER, DECIDING_TEXT, HAS_CACHE_HEADER, OUTCOME } from "../http-cache-headers.ts";
import type { RangeInput } from "../inputs.ts";
import { number, text } from "../row.ts";
import { chooseSample } from "../sampling.ts";
import { SPANS } from "../scope.ts";
import { SqlParams } from "../sql-params.ts";

export interface HttpCachesInput extends RangeInput {
  stepMs: number;
}

export type HttpCacheOutcome = "hit" | "stale" | "miss" | "passed";
/** What caches of a host answered in a step, by what they did. */
export interface HttpCacheCount {
  service: string;
  /** Empty for what the service itself answered. */
  host: string;
  outcome: HttpCacheOutcome;
  /** Number of the step since `from`. */
  step: number;
  count: number;
  durationMs: number;
  /** Median of the header `age`; null where none was seen. */
  medianAgeSeconds: number | null;
  /** The headers that told. */
  headers: string[];
}

/** Spans of all services that are read; of more a sample is, and counts are scaled up. */
const MAX_SPANS = 500_000;
const MAX_ROWS = 50_000;
const CLIENT = 3;
const SERVER = 2;

/**
 * How often HTTP caches answered, by the response headers that spans carry. Reads the range by the primary key's buckets,
 * and of spans without such headers the keys of their attributes alone.
 */
export async function httpCaches(
  client: TelemetryClient,
  input: HttpCachesInput,
): Promise<{ counts: HttpCacheCount[]; sampledOneIn: number }> {
  const sample = await chooseSample(client, input, { maxSpans: MAX_SPANS });
  const params = new SqlParams(input.projectId);
  const fromMs = params.add(String(Date.parse(input.from)), "Int64");
  const stepMs = params.add(String(input.stepMs), "Int64");
  const sql = `SELECT service, host, ${OUTCOME} AS outcome, step, count(), sum(duration_ns) / 1e6,
  ifNull(medianOrNull(age), -1), arraySort(groupUniqArray(10)(header))
FROM (
  SELECT toString(service) AS service, if(kind = ${SERVER}, '', ${HOST}) AS host,
    intDiv(toUnixTimestamp64Milli(ts) - ${fromMs}, ${stepMs}) AS step, duration_ns,
    ${DECIDING_HEADER} AS header, ${DECIDING_TEXT} AS said, ${AGE_SECONDS} AS age
  FROM ${SPANS}
  WHERE project_id = ${params.project} AND kind IN (${SERVER}, ${CLIENT}) AND ${sample.sql} AND ${HAS_CACHE_HEADER}
  LIMIT 1 BY trace_id, span_id
)
GROUP BY service, host, outcome, step
LIMIT ${MAX_ROWS}`;
  const counts = await client.rows(sql, (row) => readCount(row, sample.oneIn), {
    params: params.values,
    signal: input.signal,
  });
  return { counts, sampledOneIn: sample.oneIn };
}

/** Whom a client span called, by the attributes of today and of before. */
const HOST = `multiIf(attr_str['server.address'] != '', attr_str['server.address'], attr_str['net.peer.name'] != '', attr_str['net.peer.name'],
    attr_str['url.full'] != '', domain(attr_str['url.full']), attr_str['http.url'] != '', domain(attr_str['http.url']), '')`;

function readCount(row: Parameters<typeof text>[0], oneIn: number): HttpCacheCount {
  const age = number(row, 6);
  const headers = row[7];
  return {
    service: text(row, 0),
    host: text(row, 1),
    outcome: text(row, 2) as HttpCacheOutcome,
    step: number(row, 3),
    count: number(row, 4) * oneIn,
    durationMs: number(row, 5) * oneIn,
    medianAgeSeconds: age < 0 ? null : age,
    headers: Array.isArray(headers) ? headers.map(String) : [],
  };
}
