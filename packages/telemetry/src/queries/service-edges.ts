import type { NodeKind, ServiceEdge } from "@plimsoll/core";
import type { TelemetryClient } from "../client.ts";
import type { RangeInput } from "../inputs.ts";
import { lengthMs } from "../red.ts";
import { number, text } from "../row.ts";
import { chooseSample } from "../sampling.ts";
import { SPANS } from "../scope.ts";
import { SqlParams } from "../sql-params.ts";

export interface EdgesInput extends RangeInput {
  limit: number;
  /** Only edges that begin or end at this service. */
  service?: string | undefined;
}
export interface Edges {
  edges: ServiceEdge[];
  sampledOneIn: number;
}

/** Spans that are joined with their parents; beyond it a sample of five-minute buckets is. */
const MAX_SPANS = 600_000;
const NODE_KINDS: ReadonlySet<string> = new Set<NodeKind>(["service", "database", "cache", "queue", "external"]);

/**
 * Who calls whom, busiest first: requests joined with the spans that caused them, and the `peer` of client and producer
 * spans for what has no spans of its own. A call to a service or host whose own span arrived counts once, as a call
 * between services.
 *
 * Reads slim columns of a bounded number of spans (a sample of five-minute buckets of the primary key when there are
 * more); counts are scaled up.
 */
export async function readEdges(client: TelemetryClient, input: EdgesInput): Promise<Edges> {
  const sample = await chooseSample(client, { ...input, service: undefined }, { maxSpans: MAX_SPANS });
  const params = new SqlParams(input.projectId);
  const scope = `project_id = ${params.project} AND ${sample.sql}`;
  const service = input.service === undefined ? null : params.text(input.service);
  const called = `SELECT trace_id, parent_span_id, service, duration_ns, status FROM ${SPANS}
    WHERE ${scope} AND kind IN (2, 5) AND parent_span_id != toFixedString('', 8)`;
  const sql = `SELECT caller, callee, kind, count() AS calls, countIf(status = 2), quantileTDigest(0.95)(duration_ns) / 1e6
FROM (
  SELECT toString(p.service) AS caller, toString(c.service) AS callee, 'service' AS kind, c.status AS status, c.duration_ns AS duration_ns
  FROM (${called}) AS c
  INNER JOIN (SELECT trace_id, span_id, service FROM ${SPANS} WHERE ${scope}) AS p
    ON c.trace_id = p.trace_id AND c.parent_span_id = p.span_id
  WHERE p.service != c.service${service ? ` AND (p.service = ${service} OR c.service = ${service})` : ""}
  UNION ALL
  SELECT toString(service) AS caller, substring(toString(peer), position(peer, '|') + 1) AS callee,
    substring(toString(peer), 1, position(peer, '|') - 1) AS kind, status, duration_ns
  FROM ${SPANS}
  WHERE ${scope} AND peer != ''${service ? ` AND service = ${service}` : ""}
    AND (kind NOT IN ('service', 'external') OR (trace_id, span_id) NOT IN (SELECT trace_id, parent_span_id FROM (${called})))
)
GROUP BY caller, callee, kind
ORDER BY calls DESC
LIMIT ${Math.floor(input.limit)}`;
  const edges = await client.rows(sql, (row) => readEdge(row, sample.oneIn, lengthMs(input)), {
    params: params.values,
    signal: input.signal,
  });
  return { edges, sampledOneIn: sample.oneIn };
}

function readEdge(row: readonly unknown[], oneIn: number, rangeMs: number): ServiceEdge {
  const calls = number(row, 3) * oneIn;
  const kind = text(row, 2);
  return {
    from: text(row, 0),
    to: text(row, 1),
    toKind: NODE_KINDS.has(kind) ? (kind as NodeKind) : "external",
    calls,
    errors: number(row, 4) * oneIn,
    ratePerSecond: rangeMs > 0 ? (calls * 1000) / rangeMs : 0,
    p95Ms: number(row, 5),
  };
}
