import type { TracesFacets } from "@plimsoll/core";
import type { TelemetryClient } from "../client.ts";
import { KIND_BY_NUMBER, STATUS_BY_NUMBER, type FilteredRangeInput } from "../inputs.ts";
import { number, text } from "../row.ts";
import { chooseSample } from "../sampling.ts";
import { SPANS } from "../scope.ts";
import { prepareFilter, spanFilterSql } from "../span-filter.ts";
import { SqlParams } from "../sql-params.ts";

const MAX_SPANS = 10_000_000;
const MAX_VALUES = 50;

/**
 * How matching spans spread over services, operations, status and kinds, most frequent first. One pass over the range of
 * the primary key; a range with very many spans is sampled by five-minute buckets and counts are scaled up.
 */
export async function traceFacets(client: TelemetryClient, input: FilteredRangeInput): Promise<TracesFacets> {
  const filter = await prepareFilter(client, input);
  const sample = await chooseSample(client, input, { maxSpans: MAX_SPANS });
  const params = new SqlParams(input.projectId);
  const sql = `SELECT multiIf(grouping(service) = 0, 0, grouping(name) = 0, 1, grouping(status) = 0, 2, 3) AS facet,
  toString(service), toString(name), status, kind, count() AS spans
FROM ${SPANS}
WHERE project_id = ${params.project} AND ${sample.sql} AND ${spanFilterSql(filter, params)}
GROUP BY GROUPING SETS ((service), (name), (status), (kind))
ORDER BY spans DESC
LIMIT ${MAX_VALUES} BY facet
SETTINGS force_grouping_standard_compatibility = 1`;
  const rows = await client.rows(
    sql,
    (row) => ({
      facet: number(row, 0),
      service: text(row, 1),
      operation: text(row, 2),
      status: STATUS_BY_NUMBER[number(row, 3)] ?? ("unset" as const),
      kind: KIND_BY_NUMBER[number(row, 4)] ?? ("unspecified" as const),
      count: number(row, 5) * sample.oneIn,
    }),
    { params: params.values, signal: input.signal },
  );
  const facet = (index: number) => rows.filter((row) => row.facet === index);
  return {
    services: facet(0).map((row) => ({ value: row.service, count: row.count })),
    operations: facet(1).map((row) => ({ value: row.operation, count: row.count })),
    status: facet(2).map((row) => ({ value: row.status, count: row.count })),
    kinds: facet(3).map((row) => ({ value: row.kind, count: row.count })),
    sampledOneIn: sample.oneIn,
  };
}
