import type { AttributeSet, AttributeType, AttributeValue } from "@plimsoll/core";

/** An attribute in the OTLP JSON encoding, as `resource`, `scope`, `events`, `links` and `attr_other` hold it. */
export interface OtlpAnyValue {
  stringValue?: string;
  boolValue?: boolean;
  intValue?: string | number;
  doubleValue?: number | string;
  bytesValue?: string;
  arrayValue?: { values?: OtlpAnyValue[] };
  kvlistValue?: { values?: OtlpKeyValue[] };
}
export interface OtlpKeyValue {
  key: string;
  value?: OtlpAnyValue;
}

interface Decoded {
  value: AttributeValue;
  /** Null when plain JSON tells the type. */
  type: AttributeType | null;
}

/** The attributes of one span from its four maps; integers come as decimal text, doubles as JSON numbers or as text. */
export function decodeSpanAttributes(
  strings: Record<string, string>,
  integers: Record<string, string>,
  doubles: Record<string, string | number>,
  others: Record<string, string>,
): AttributeSet {
  const set = new SetBuilder();
  for (const [key, value] of Object.entries(strings)) set.add(key, { value, type: null });
  for (const [key, value] of Object.entries(integers)) set.add(key, decodeInteger(value));
  for (const [key, value] of Object.entries(doubles)) set.add(key, decodeDouble(value));
  for (const [key, value] of Object.entries(others)) set.add(key, decodeAnyValue(JSON.parse(value) as OtlpAnyValue));
  return set.finish();
}

/** A list of attributes in the OTLP JSON encoding. Of a repeated key the last value counts. */
export function decodeKeyValues(list: readonly OtlpKeyValue[]): AttributeSet {
  const set = new SetBuilder();
  for (const item of list) set.add(item.key, decodeAnyValue(item.value ?? {}));
  return set.finish();
}

/** One value with the type that plain JSON cannot tell. */
export function decodeAnyValue(value: OtlpAnyValue): Decoded {
  if (value.stringValue !== undefined) return { value: value.stringValue, type: null };
  if (value.boolValue !== undefined) return { value: value.boolValue, type: null };
  if (value.intValue !== undefined) return decodeInteger(String(value.intValue));
  if (value.doubleValue !== undefined) return decodeDouble(value.doubleValue);
  if (value.bytesValue !== undefined) return { value: value.bytesValue, type: "bytes" };
  if (value.arrayValue !== undefined) return decodeArray(value.arrayValue.values ?? []);
  if (value.kvlistValue !== undefined) return decodeKvlist(value.kvlistValue.values ?? []);
  return { value: null, type: "empty" };
}

function decodeInteger(text: string): Decoded {
  const value = Number(text);
  return Number.isSafeInteger(value) ? { value, type: null } : { value: text, type: "int" };
}

const DENORMALS: Record<string, string> = { nan: "NaN", "-nan": "NaN", inf: "Infinity", "-inf": "-Infinity" };

function decodeDouble(raw: number | string): Decoded {
  const value = typeof raw === "number" ? raw : Number(DENORMALS[raw] ?? raw);
  if (!Number.isFinite(value)) return { value: String(value), type: "double" };
  return { value, type: Number.isInteger(value) ? "double" : null };
}

function decodeArray(values: readonly OtlpAnyValue[]): Decoded {
  const items = values.map(decodeAnyValue);
  const types = items.map((item) => item.type);
  return {
    value: items.map((item) => item.value),
    type: types.some((type) => type !== null) ? { array: types } : null,
  };
}

function decodeKvlist(values: readonly OtlpKeyValue[]): Decoded {
  const { attributes, attributeTypes } = decodeKeyValues(values);
  return { value: attributes, type: attributeTypes ? { kvlist: attributeTypes } : null };
}

/** Collects into objects on which a key such as `__proto__` is a key like any other. */
class SetBuilder {
  readonly #values = new Map<string, AttributeValue>();
  readonly #types = new Map<string, AttributeType>();

  add(key: string, { value, type }: Decoded): void {
    this.#values.set(key, value);
    if (type === null) this.#types.delete(key);
    else this.#types.set(key, type);
  }

  finish(): AttributeSet {
    const attributes = Object.fromEntries(this.#values);
    return this.#types.size === 0 ? { attributes } : { attributes, attributeTypes: Object.fromEntries(this.#types) };
  }
}
