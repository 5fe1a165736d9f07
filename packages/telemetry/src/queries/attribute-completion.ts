import type { AttributeKeys, AttributeValues } from "@plimsoll/core";
import type { TelemetryClient } from "../client.ts";
import type { AttributeKeysInput, AttributeValuesInput } from "../inputs.ts";
import { number, text } from "../row.ts";
import { chooseSample, type Sample } from "../sampling.ts";
import { rollupRangeSql, SPANS } from "../scope.ts";
import { DATABASE } from "../spans-columns.ts";
import { SqlParams } from "../sql-params.ts";

/** Completion looks at a sample of spans: it must answer while a person types. */
const MAX_SPANS = 300_000;
const RESOURCE_ITEM = "arrayJoin(JSONExtractArrayRaw(resource, 'attributes'))";

/**
 * Keys that begin with `prefix`, most frequent first, with the type that most of their values have. Span keys come from
 * a sample of the range (only the maps' keys are read), resource keys from the small table `resources`.
 */
export async function attributeKeys(client: TelemetryClient, input: AttributeKeysInput): Promise<AttributeKeys> {
  const sample = await chooseSample(client, input, { maxSpans: MAX_SPANS });
  const params = new SqlParams(input.projectId);
  const prefix = params.text(input.prefix);
  const bare = params.text(
    input.prefix.startsWith("resource.") ? input.prefix.slice("resource.".length) : input.prefix,
  );
  const sql = `WITH sampled AS (SELECT attr_str, attr_int, attr_double, attr_other FROM ${SPANS} WHERE ${scope(input, params, sample)} LIMIT ${MAX_SPANS})
SELECT key, argMax(type, n), 'span' AS origin, sum(n) AS total FROM (
  SELECT toString(arrayJoin(mapKeys(attr_str))) AS key, 'string' AS type, count() AS n FROM sampled GROUP BY key
  UNION ALL SELECT toString(arrayJoin(mapKeys(attr_int))) AS key, 'number' AS type, count() AS n FROM sampled GROUP BY key
  UNION ALL SELECT toString(arrayJoin(mapKeys(attr_double))) AS key, 'number' AS type, count() AS n FROM sampled GROUP BY key
  UNION ALL SELECT toString(arrayJoin(mapKeys(attr_other))) AS key, 'other' AS type, count() AS n FROM sampled GROUP BY key
) WHERE startsWith(key, ${prefix}) GROUP BY key
UNION ALL
SELECT JSONExtractString(item, 'key') AS key,
  any(multiIf(JSONHas(item, 'value', 'stringValue'), 'string', JSONHas(item, 'value', 'intValue') OR JSONHas(item, 'value', 'doubleValue'), 'number', 'other')),
  'resource' AS origin, sum(n) AS total
FROM (SELECT ${RESOURCE_ITEM} AS item, n FROM (${resources(input, params)}))
WHERE startsWith(key, ${bare}) GROUP BY key`;
  const items = await client.rows(
    sql,
    (row) => ({
      key: text(row, 0),
      type: text(row, 1) as "string" | "number" | "other",
      from: text(row, 2) as "span" | "resource",
      count: number(row, 3) * (row[2] === "span" ? sample.oneIn : 1),
    }),
    { params: params.values, signal: input.signal },
  );
  return { items: items.sort((a, b) => b.count - a.count || a.key.localeCompare(b.key)).slice(0, input.limit) };
}

/**
 * Values of a key as text that begin with `prefix`, most frequent first, from a sample of the range; `resource.` before
 * the key means the resource's, a plain key both.
 */
export async function attributeValues(client: TelemetryClient, input: AttributeValuesInput): Promise<AttributeValues> {
  const resourceOnly = input.key.startsWith("resource.");
  const sample = await chooseSample(client, input, { maxSpans: MAX_SPANS });
  const params = new SqlParams(input.projectId);
  const key = params.text(resourceOnly ? input.key.slice("resource.".length) : input.key);
  const spanValue = `multiIf(mapContains(attr_str, ${key}), attr_str[${key}], mapContains(attr_int, ${key}), toString(attr_int[${key}]),
    mapContains(attr_double, ${key}), toString(attr_double[${key}]), ${anyValueText(`attr_other[${key}]`)})`;
  const ofSpans = `SELECT ${spanValue} AS value, toUInt64(count() * ${sample.oneIn}) AS n
  FROM (SELECT attr_str, attr_int, attr_double, attr_other FROM ${SPANS} WHERE ${scope(input, params, sample)} LIMIT ${MAX_SPANS}) GROUP BY value`;
  const ofResources = `SELECT if(JSONHas(item, 'value', 'stringValue'), JSONExtractString(item, 'value', 'stringValue'), ${anyValueText("JSONExtractRaw(item, 'value')")}) AS value, sum(n) AS n
  FROM (SELECT ${RESOURCE_ITEM} AS item, n FROM (${resources(input, params)})) WHERE JSONExtractString(item, 'key') = ${key} GROUP BY value`;
  const sql = `SELECT value, sum(n) AS total FROM (
  ${resourceOnly ? ofResources : `${ofSpans}\n  UNION ALL\n  ${ofResources}`}
) WHERE value != '' AND startsWith(lowerUTF8(value), lowerUTF8(${params.text(input.prefix)}))
GROUP BY value ORDER BY total DESC, value LIMIT ${Math.floor(input.limit)}`;
  const items = await client.rows(sql, (row) => ({ value: text(row, 0), count: number(row, 1) }), {
    params: params.values,
    signal: input.signal,
  });
  return { items };
}

/** Text of an OTLP JSON value that a person would type: bools, numbers and bytes bare, the rest as JSON. */
function anyValueText(json: string): string {
  return `extract(${json}, '^(?:\\\\{"(?:boolValue|intValue|doubleValue|bytesValue)":"?)?(.*?)"?\\\\}?$')`;
}

function scope(input: AttributeKeysInput, params: SqlParams, sample: Sample): string {
  const service = input.service === undefined ? "" : ` AND service = ${params.text(input.service)}`;
  return `project_id = ${params.project} AND ${sample.sql}${service}`;
}

function resources(input: AttributeKeysInput, params: SqlParams): string {
  const service = input.service === undefined ? "" : ` AND service = ${params.text(input.service)}`;
  return `SELECT resource, sum(spans) AS n FROM ${DATABASE}.resources
    WHERE project_id = ${params.project} AND ${rollupRangeSql(input, 3600)}${service} GROUP BY resource`;
}
