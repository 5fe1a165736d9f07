import type { SpanFilter } from "@plimsoll/core";
import { attributeCondition, resourceMeets } from "./attribute-filter.ts";
import type { TelemetryClient } from "./client.ts";
import { KIND_BY_NUMBER, STATUS_BY_NUMBER } from "./inputs.ts";
import { DATABASE } from "./spans-columns.ts";
import { sqlId, SqlParams } from "./sql-params.ts";

/** A filter of which is known which attribute conditions some stored resource meets. */
export interface PreparedFilter {
  filter: SpanFilter;
  /** For each of `filter.attributes`. */
  resourceMeets: readonly boolean[];
}

/**
 * Asks which attribute conditions concern resources at all; without attributes nothing is asked. Reads the small table
 * `resources` by its primary key (project).
 */
export async function prepareFilter(
  client: TelemetryClient,
  input: { projectId: string; filter: SpanFilter; signal?: AbortSignal | undefined },
): Promise<PreparedFilter> {
  const { filter, projectId, signal } = input;
  const attributes = filter.attributes ?? [];
  if (attributes.length === 0) return { filter, resourceMeets: [] };
  const params = new SqlParams(projectId);
  const counts = attributes.map((attribute) => `countIf(${resourceMeets(attribute, params)}) > 0`);
  const sql = `SELECT ${counts.join(",\n  ")} FROM (SELECT DISTINCT resource FROM ${DATABASE}.resources WHERE project_id = ${params.project})`;
  const [row] = await client.rows(sql, (cells) => cells.map((cell) => Number(cell) === 1), {
    params: params.values,
    signal,
  });
  return { filter, resourceMeets: row ?? attributes.map(() => false) };
}

/**
 * A filter as conditions that a span must meet, joined by AND; "1" when there are none. Cheap conditions come first.
 * `service` and `operation` narrow the primary key within each five-minute bucket; `traceId`, `=` on an attribute,
 * durations and status have skip indexes.
 */
export function spanFilterSql({ filter, resourceMeets: meets }: PreparedFilter, params: SqlParams): string {
  const conditions = [...fieldConditions(filter, params), ...negatedConditions(filter.not, params)];
  for (const [index, attribute] of (filter.attributes ?? []).entries()) {
    conditions.push(attributeCondition(attribute, params, meets[index] ?? true));
  }
  return conditions.length === 0 ? "1" : conditions.join("\n  AND ");
}

/** True when the filter lets every span pass. */
export function isEmptyFilter(filter: SpanFilter): boolean {
  return Object.values(filter).every((value) => {
    if (value === undefined) return true;
    if (Array.isArray(value)) return value.length === 0;
    return typeof value === "object" && Object.values(value).every((list) => !list || list.length === 0);
  });
}

function fieldConditions(filter: SpanFilter, params: SqlParams): string[] {
  const conditions: string[] = [];
  if (filter.traceId !== undefined) conditions.push(`trace_id = ${sqlId(filter.traceId)}`);
  if (filter.service !== undefined) conditions.push(`service = ${params.text(filter.service)}`);
  if (filter.operation !== undefined) conditions.push(`name = ${params.text(filter.operation)}`);
  if (filter.status !== undefined) conditions.push(`status = ${STATUS_BY_NUMBER.indexOf(filter.status)}`);
  if (filter.kind !== undefined) conditions.push(`kind = ${KIND_BY_NUMBER.indexOf(filter.kind)}`);
  if (filter.minDurationMs !== undefined) conditions.push(`duration_ns >= ${nanoseconds(filter.minDurationMs)}`);
  if (filter.maxDurationMs !== undefined) conditions.push(`duration_ns <= ${nanoseconds(filter.maxDurationMs)}`);
  return conditions;
}

function negatedConditions(not: SpanFilter["not"], params: SqlParams): string[] {
  if (!not) return [];
  const texts = (values: readonly string[]) => values.map((value) => params.text(value)).join(", ");
  const conditions: string[] = [];
  if (not.service?.length) conditions.push(`service NOT IN (${texts(not.service)})`);
  if (not.operation?.length) conditions.push(`name NOT IN (${texts(not.operation)})`);
  if (not.status?.length)
    conditions.push(`status NOT IN (${not.status.map((each) => STATUS_BY_NUMBER.indexOf(each)).join(", ")})`);
  if (not.kind?.length)
    conditions.push(`kind NOT IN (${not.kind.map((each) => KIND_BY_NUMBER.indexOf(each)).join(", ")})`);
  return conditions;
}

/** Milliseconds as an Int64 of nanoseconds; more than it holds is as good as its maximum. */
function nanoseconds(millis: number): string {
  const value = Math.round(millis * 1e6);
  return value >= 2 ** 63 ? "9223372036854775807" : `toInt64('${BigInt(value)}')`;
}
