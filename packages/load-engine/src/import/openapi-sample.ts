import { escapeTemplate } from "../script/parse-template.ts";
import { get, isObject, type JsonObject, listAt, objectAt, type OpenApiDocument, textAt } from "./openapi-document.ts";

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** From here on only what a schema requires is filled in, and then nothing: schemas may be endless. */
const DEEP = 4;
const DEEPEST = 10;
const MOST_VALUES = 1_000;

/** A value that fits a schema: an example, a default, one of a list, or one made up. Texts are templates. */
export function sampleOf(document: OpenApiDocument, schema: unknown): Json {
  return new Sampler(document).sample(schema, 0) ?? null;
}

/** The example of a parameter or media type; undefined where there is none. Its texts are escaped. */
export function exampleOf(document: OpenApiDocument, holder: unknown): Json | undefined {
  const example = get(holder, "example");
  if (example !== undefined) return escaped(example);
  for (const each of Object.values(objectAt(holder, "examples"))) {
    const value = get(document.resolve(each), "value");
    if (value !== undefined) return escaped(value);
  }
  return undefined;
}

class Sampler {
  readonly #document: OpenApiDocument;
  #values = 0;

  constructor(document: OpenApiDocument) {
    this.#document = document;
  }

  /** Undefined where the schema has no end here. */
  sample(written: unknown, depth: number): Json | undefined {
    this.#values += 1;
    const schema = this.#document.resolve(written);
    if (!schema || depth > DEEPEST || this.#values > MOST_VALUES) return undefined;
    const given = givenValue(schema);
    if (given !== undefined) return given;
    const merged = this.#merge(schema, 0);
    const again = givenValue(merged);
    if (again !== undefined) return again;
    const type = typeOf(merged);
    if (type === "object") return this.#object(merged, depth);
    if (type === "array") return this.#array(merged, depth);
    return scalarOf(type, merged);
  }

  /** With what `allOf` adds, and the first of the choices. */
  #merge(schema: JsonObject, depth: number): JsonObject {
    const [choice] = [...listAt(schema, "oneOf"), ...listAt(schema, "anyOf")];
    const parts = [...listAt(schema, "allOf"), ...(choice === undefined ? [] : [choice])];
    if (depth > DEEPEST) return schema;
    return parts.reduce<JsonObject>((merged, part) => {
      const resolved = this.#document.resolve(part);
      if (!resolved) return merged;
      const inner = this.#merge(resolved, depth + 1);
      const properties = { ...objectAt(inner, "properties"), ...objectAt(merged, "properties") };
      return {
        ...inner,
        ...merged,
        ...(Object.keys(properties).length > 0 ? { properties } : {}),
        required: [...listAt(inner, "required"), ...listAt(merged, "required")],
      };
    }, schema);
  }

  #object(schema: JsonObject, depth: number): Json {
    const required = new Set(listAt(schema, "required"));
    const entries: [string, Json][] = [];
    for (const [name, written] of Object.entries(objectAt(schema, "properties"))) {
      const isWanted =
        required.has(name) || (depth < DEEP && get(this.#document.resolve(written), "readOnly") !== true);
      const value = isWanted ? this.sample(written, depth + 1) : undefined;
      if (value !== undefined && name !== "__proto__") entries.push([name, value]);
    }
    return Object.fromEntries(entries);
  }

  #array(schema: JsonObject, depth: number): Json {
    const least = Math.min(10, Math.max(1, Number(get(schema, "minItems")) || 1));
    const items = Array.from({ length: least }, () => this.sample(get(schema, "items"), depth + 1));
    return items.filter((item) => item !== undefined);
  }
}

function givenValue(schema: JsonObject): Json | undefined {
  for (const key of ["example", "const", "default"]) {
    const value = get(schema, key);
    if (value !== undefined) return escaped(value);
  }
  const [first] = [...listAt(schema, "examples"), ...listAt(schema, "enum")];
  return first === undefined ? undefined : escaped(first);
}

function typeOf(schema: JsonObject): string {
  const type = get(schema, "type");
  const named = Array.isArray(type) ? type.find((each) => each !== "null") : type;
  if (typeof named === "string") return named;
  if (isObject(get(schema, "properties"))) return "object";
  return get(schema, "items") === undefined ? "string" : "array";
}

function scalarOf(type: string, schema: JsonObject): Json {
  if (type === "boolean") return true;
  if (type === "null") return null;
  if (type === "integer" || type === "number") return numberOf(type, schema);
  const format = textAt(schema, "format") ?? "";
  if (Object.hasOwn(FORMATS, format)) return FORMATS[format] ?? "";
  const least = Number(get(schema, "minLength")) || 0;
  const most = Number(get(schema, "maxLength")) || Number.POSITIVE_INFINITY;
  return "string".padEnd(Math.min(least, 1_000), "x").slice(0, Math.max(1, most));
}

function numberOf(type: string, schema: JsonObject): number {
  const least = Number(get(schema, "minimum") ?? get(schema, "exclusiveMinimum") ?? 1);
  const most = Number(get(schema, "maximum") ?? get(schema, "exclusiveMaximum") ?? Number.POSITIVE_INFINITY);
  const above = get(schema, "exclusiveMinimum") === undefined ? least : least + 1;
  const value = Math.min(Math.max(1, above), most);
  if (!Number.isFinite(value)) return 1;
  return type === "integer" ? Math.ceil(value) : value;
}

const FORMATS: Record<string, string> = {
  uuid: "{{$uuid}}",
  "date-time": "{{$isoTime}}",
  date: "2026-01-31",
  time: "12:00:00Z",
  email: "user{{$sequence}}@example.com",
  uri: "https://example.com/",
  url: "https://example.com/",
  hostname: "example.com",
  ipv4: "192.0.2.1",
  ipv6: "2001:db8::1",
  byte: "cGxpbXNvbGw=",
};

/** A value of the document as JSON with its texts escaped; what is endless or absurdly deep is cut. */
function escaped(value: unknown, depth = 0): Json {
  if (typeof value === "string") return escapeTemplate(value);
  if (typeof value === "boolean" || value === null) return value;
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (depth > 30 || typeof value !== "object") return null;
  if (Array.isArray(value)) return value.slice(0, MOST_VALUES).map((item) => escaped(item, depth + 1));
  const entries = Object.entries(value).filter(([key]) => key !== "__proto__");
  return Object.fromEntries(entries.slice(0, MOST_VALUES).map(([key, inner]) => [key, escaped(inner, depth + 1)]));
}
