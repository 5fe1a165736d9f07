import { exampleOf, sampleOf } from "./openapi-sample.ts";
import { get, type JsonObject, listAt, objectAt, type OpenApiDocument, textAt } from "./openapi-document.ts";
import type { Variables } from "./variables.ts";

/** Values of an operation's parameters, as templates. */
export interface ParameterValues {
  /** The path with its parameters filled in. */
  path: string;
  query: string[];
  headers: [string, string][];
  cookies: string[];
}

/** Set by the body or the credentials, as OpenAPI has it. */
const NOT_PARAMETERS: ReadonlySet<string> = new Set(["accept", "content-type", "authorization"]);

/** Values of all required parameters, and of others that have an example or a default. */
export function parametersOf(
  document: OpenApiDocument,
  path: string,
  pathItem: JsonObject,
  operation: JsonObject,
  variables: Variables,
): ParameterValues {
  const values: ParameterValues = { path, query: [], headers: [], cookies: [] };
  for (const parameter of readParameters(document, pathItem, operation)) {
    const name = textAt(parameter, "name") ?? "";
    const value = valueOf(document, parameter);
    if (value === undefined || name === "") continue;
    addParameter(values, parameter, name, value, variables);
  }
  // Parameters that nobody declared.
  values.path = values.path.replace(/\{([^{}]{1,64})\}(?!\})/g, (whole, name: string, at: number, all: string) =>
    all[at - 1] === "{" ? whole : `{{${variables.of(name, "1")}}}`,
  );
  return values;
}

/** Those of the operation win over those of its path. */
function readParameters(document: OpenApiDocument, pathItem: JsonObject, operation: JsonObject): JsonObject[] {
  const byPlace = new Map<string, JsonObject>();
  for (const written of [...listAt(pathItem, "parameters"), ...listAt(operation, "parameters")]) {
    const parameter = document.resolve(written);
    if (parameter) byPlace.set(`${textAt(parameter, "in")} ${textAt(parameter, "name")}`, parameter);
  }
  return [...byPlace.values()];
}

function valueOf(document: OpenApiDocument, parameter: JsonObject): unknown {
  const [media] = Object.values(objectAt(parameter, "content"));
  const schema = get(parameter, "schema") ?? get(media, "schema");
  const example = exampleOf(document, parameter) ?? exampleOf(document, media);
  if (example !== undefined) return example;
  const resolved = document.resolve(schema);
  const isGiven = ["example", "examples", "default", "const"].some((key) => get(resolved, key) !== undefined);
  const isNeeded = get(parameter, "required") === true || textAt(parameter, "in") === "path";
  return isNeeded || isGiven ? sampleOf(document, schema) : undefined;
}

function addParameter(
  values: ParameterValues,
  parameter: JsonObject,
  name: string,
  value: unknown,
  variables: Variables,
): void {
  switch (textAt(parameter, "in")) {
    case "path": {
      const variable = variables.of(name, encode(textOf(value)));
      values.path = values.path.replaceAll(`{${name}}`, `{{${variable}}}`);
      break;
    }
    case "query":
      values.query.push(...queryOf(name, value, get(parameter, "explode") !== false));
      break;
    case "header":
      if (!NOT_PARAMETERS.has(name.toLowerCase()) && /^[!#$%&'*+\-.^_`|~0-9a-z]+$/i.test(name)) {
        values.headers.push([name.toLowerCase(), textOf(value).replace(/[\r\n\0]/g, " ")]);
      }
      break;
    case "cookie":
      values.cookies.push(`${name}=${encode(textOf(value))}`);
      break;
    default:
      break;
  }
}

/** `style: form`: lists repeat the name, or are parted by commas; objects become their fields. */
function queryOf(name: string, value: unknown, explodes: boolean): string[] {
  if (Array.isArray(value)) {
    const items = value.map((item) => encode(textOf(item)));
    return explodes ? items.map((item) => `${encode(name)}=${item}`) : [`${encode(name)}=${items.join(",")}`];
  }
  if (typeof value === "object" && value !== null && explodes) {
    return Object.entries(value).map(([key, inner]) => `${encode(key)}=${encode(textOf(inner))}`);
  }
  return [`${encode(name)}=${encode(textOf(value))}`];
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value ?? "");
}

/** Percent-encodes text, but for the expressions in it. */
function encode(text: string): string {
  return text
    .split(/(\{\{\$[A-Za-z]+\}\})/)
    .map((part, at) => (at % 2 === 1 ? part : encodeURIComponent(Buffer.from(part).toString())))
    .join("");
}
