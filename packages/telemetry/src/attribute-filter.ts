import { AppError, type AttributeFilter } from "@plimsoll/core";
import { ATTRIBUTE_ITEMS } from "./schema/attribute-index.ts";
import { DATABASE } from "./spans-columns.ts";
import type { SqlParams } from "./sql-params.ts";

const RESOURCE_PREFIX = "resource.";
/** Elements of a resource's attributes, each as JSON text. */
const RESOURCE_ITEMS = "JSONExtractArrayRaw(resource, 'attributes')";

/**
 * One attribute condition as SQL. `someResourceMeets` says whether any stored resource meets it: without one the
 * condition on resources is left out, so that the attribute index alone decides which granules are read.
 *
 * A plain key looks at the span and at its resource, `resource.` before it at the resource alone (a span attribute that
 * itself begins with `resource.` is not reached). `=` compares text with text, a number (or text that is one) with
 * ints, doubles and the same text, true and false with bools; other types by their OTLP JSON text. `!=` is the exact
 * opposite of `=`: a span without the attribute differs. The orderings compare numbers, text that is a number too.
 */
export function attributeCondition(filter: AttributeFilter, params: SqlParams, someResourceMeets: boolean): string {
  const { key, resourceOnly } = readKey(filter);
  const negated = filter.op === "!=";
  const never = negated ? "1" : "0";
  const onResource = someResourceMeets
    ? `resource ${negated ? "NOT IN" : "IN"} (${resourceSubquery(filter, params)})`
    : never;
  if (resourceOnly) return onResource;
  const onSpan = spanCondition(filter, params.text(key), params);
  if (!someResourceMeets) return onSpan;
  return negated ? `(${onSpan} AND ${onResource})` : `(${onSpan} OR ${onResource})`;
}

/** The condition on a row of `resources`, with `!=` read as `=`: callers negate the membership instead. */
export function resourceMeets(filter: AttributeFilter, params: SqlParams): string {
  const { key } = readKey(filter);
  return resourceCondition(filter, params.text(key), params);
}

/** Distinct resources are few and have their own table; membership of a dictionary-encoded column costs next to nothing. */
function resourceSubquery(filter: AttributeFilter, params: SqlParams): string {
  return `SELECT resource FROM ${DATABASE}.resources WHERE project_id = ${params.project} AND ${resourceMeets(filter, params)}`;
}

function readKey(filter: AttributeFilter): { key: string; resourceOnly: boolean } {
  const resourceOnly = filter.key.startsWith(RESOURCE_PREFIX) && filter.key.length > RESOURCE_PREFIX.length;
  return { key: resourceOnly ? filter.key.slice(RESOURCE_PREFIX.length) : filter.key, resourceOnly };
}

/** A value as each type of attribute would have it. */
interface Candidates {
  text: string;
  /** Decimal text of an Int64, when the value is one. */
  integer: string | null;
  /** When the value is a number at all. */
  double: number | null;
  /** As `attr_other` may hold it. */
  others: string[];
}

const NUMERIC = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

function candidates(filter: AttributeFilter): Candidates {
  const text = String(filter.value ?? "");
  const double = NUMERIC.test(text) ? Number(text) : null;
  const exact = /^-?\d+$/.test(text) ? text : double !== null && Number.isSafeInteger(double) ? String(double) : null;
  const integer =
    exact !== null && BigInt.asIntN(64, BigInt(exact)) === BigInt(exact) && double !== null ? exact : null;
  // A key that is absent reads as "": nothing may be compared with that.
  if (typeof filter.value === "number") return { text, integer, double, others: [] };
  const others = [JSON.stringify({ bytesValue: text }), ...(text === "" ? [] : [text])];
  if (text === "true" || text === "false") others.push(`{"boolValue":${text}}`);
  return { text, integer, double, others };
}

/** The value of an ordering as a number; throws BAD_REQUEST for other text. */
function orderingValue(filter: AttributeFilter): number {
  const value = typeof filter.value === "boolean" ? Number.NaN : Number(String(filter.value).trim() || "x");
  if (Number.isNaN(value)) {
    throw new AppError("BAD_REQUEST", `"${filter.key} ${filter.op}" needs a number, not "${String(filter.value)}".`);
  }
  return value;
}

function spanCondition(filter: AttributeFilter, key: string, params: SqlParams): string {
  switch (filter.op) {
    case "=":
      return spanEquals(filter, key, params);
    case "!=":
      return `NOT (${spanEquals(filter, key, params, false)})`;
    case "exists":
      return `(${["attr_str", "attr_int", "attr_double", "attr_other"].map((map) => `mapContains(${map}, ${key})`).join(" OR ")})`;
    case "contains": {
      const needle = params.text(String(filter.value));
      return `(positionCaseInsensitiveUTF8(attr_str[${key}], ${needle}) > 0
  OR (mapContains(attr_int, ${key}) AND position(toString(attr_int[${key}]), ${needle}) > 0)
  OR positionCaseInsensitiveUTF8(attr_other[${key}], ${needle}) > 0)`;
    }
    default: {
      const value = params.add(orderingValue(filter), "Float64");
      return `((mapContains(attr_int, ${key}) AND attr_int[${key}] ${filter.op} ${value})
  OR (mapContains(attr_double, ${key}) AND attr_double[${key}] ${filter.op} ${value})
  OR toFloat64OrNull(attr_str[${key}]) ${filter.op} ${value})`;
    }
  }
}

/** `indexHint` lets the bloom filter of the attribute index drop granules; it is never computed for a span. */
function spanEquals(filter: AttributeFilter, key: string, params: SqlParams, useIndex = true): string {
  const { text, integer, double, others } = candidates(filter);
  const asText = params.text(text);
  const asOthers = others.map((other) => params.text(other));
  const conditions = [
    text === "" ? `(mapContains(attr_str, ${key}) AND attr_str[${key}] = '')` : `attr_str[${key}] = ${asText}`,
    ...(asOthers.length > 0 ? [`attr_other[${key}] IN (${asOthers.join(", ")})`] : []),
  ];
  const items = [asText, ...asOthers].map((value) => `cityHash64(${key}, ${value})`);
  if (integer !== null) {
    const value = `toInt64(${params.text(integer)})`;
    conditions.push(`(mapContains(attr_int, ${key}) AND attr_int[${key}] = ${value})`);
    items.push(`cityHash64(${key}, ${value})`);
  }
  if (double !== null) {
    const value = params.add(double, "Float64");
    conditions.push(`(mapContains(attr_double, ${key}) AND attr_double[${key}] = ${value})`);
    items.push(`cityHash64(${key}, ${value})`);
  }
  const condition = `(${conditions.join(" OR ")})`;
  return useIndex ? `(indexHint(hasAny(${ATTRIBUTE_ITEMS}, [${items.join(", ")}])) AND ${condition})` : condition;
}

function resourceCondition(filter: AttributeFilter, key: string, params: SqlParams): string {
  const isKey = `JSONExtractString(a, 'key') = ${key}`;
  const anyOf = (test: string) => `arrayExists(a -> ${isKey} AND (${test}), ${RESOURCE_ITEMS})`;
  const typed = "JSONExtractString(a, 'value', 'stringValue')";
  switch (filter.op) {
    case "=":
    case "!=":
      return anyOf(resourceEquals(filter, params));
    case "exists":
      return `arrayExists(a -> ${isKey}, ${RESOURCE_ITEMS})`;
    case "contains": {
      const needle = params.text(String(filter.value));
      return anyOf(
        `positionCaseInsensitiveUTF8(if(JSONHas(a, 'value', 'stringValue'), ${typed}, JSONExtractRaw(a, 'value')), ${needle}) > 0`,
      );
    }
    default: {
      const value = params.add(orderingValue(filter), "Float64");
      const number = ["stringValue", "intValue"].map(
        (type) => `toFloat64OrNull(JSONExtractString(a, 'value', '${type}'))`,
      );
      return anyOf(
        `coalesce(${number.join(", ")}, if(JSONHas(a, 'value', 'doubleValue'), JSONExtractFloat(a, 'value', 'doubleValue'), NULL)) ${filter.op} ${value}`,
      );
    }
  }
}

function resourceEquals(filter: AttributeFilter, params: SqlParams): string {
  const { text, integer, double, others } = candidates(filter);
  const conditions = [
    `(JSONHas(a, 'value', 'stringValue') AND JSONExtractString(a, 'value', 'stringValue') = ${params.text(text)})`,
    ...(others.length > 0
      ? [`JSONExtractRaw(a, 'value') IN (${others.map((other) => params.text(other)).join(", ")})`]
      : []),
  ];
  if (integer !== null) conditions.push(`JSONExtractString(a, 'value', 'intValue') = ${params.text(integer)}`);
  if (double !== null) {
    const value = params.add(double, "Float64");
    conditions.push(`(JSONHas(a, 'value', 'doubleValue') AND JSONExtractFloat(a, 'value', 'doubleValue') = ${value})`);
  }
  return conditions.join(" OR ");
}
