import { z } from "zod";
import { parseJson } from "../probe/parse-json.ts";
import { parseYaml } from "./parse-yaml.ts";
import { asList, asObject, type ResponseShape, ShapeReader } from "./response-shape.ts";

/** Operations that are looked at. */
const MAX_OPERATIONS = 200;
const MAX_HOPS = 8;

const anyObject = z.record(z.string(), z.unknown());
type AnyObject = Readonly<Record<string, unknown>>;

/** One GET of an OpenAPI document; others change things and are never sent. */
export interface ApiOperation {
  /** With its parameters in braces, below the base path. */
  path: string;
  /** A value for each parameter of the path, as the document gives one. */
  pathValues: Readonly<Record<string, string>>;
  /** Required parameters of the query. */
  queryValues: Readonly<Record<string, string>>;
  /** The others. */
  optionalValues: Readonly<Record<string, string>>;
  needsAuthentication: boolean;
  response: ResponseShape | null;
}

export interface ApiDocument {
  operations: readonly ApiOperation[];
}

/** Documents that were read last: each check of a scan asks for the same one. */
const REMEMBERED = 4;
const remembered = new Map<string, ApiDocument | string>();

/**
 * Reads an OpenAPI 3 or Swagger 2 document in JSON or YAML. Answers in words why it cannot be used. References are followed
 * within the document, a few levels deep; anything odd in it is left out.
 */
export function readOpenApi(text: string): ApiDocument | string {
  const known = remembered.get(text);
  if (known !== undefined) return known;
  const document = readAnew(text);
  remembered.set(text, document);
  for (const oldest of remembered.keys()) if (remembered.size > REMEMBERED) remembered.delete(oldest);
  return document;
}

function readAnew(text: string): ApiDocument | string {
  const root = anyObject.safeParse(parseJson(text) ?? parseYaml(text));
  if (!root.success) return "The OpenAPI document can be read neither as JSON nor as YAML.";
  if (!("openapi" in root.data) && !("swagger" in root.data)) return "The document is no OpenAPI document.";
  try {
    const operations = new OpenApiReader(root.data).operations();
    return operations.length > 0 ? { operations } : "The OpenAPI document has no operation with GET.";
  } catch (error) {
    // The stack's end: no document that describes anything is so deep.
    if (error instanceof RangeError) return "The OpenAPI document is nested too deeply.";
    throw error;
  }
}

/** Path and query of an operation, with these values in place of the document's own. */
export function addressOf(operation: ApiOperation, values: Readonly<Record<string, string>> = {}): string {
  const known = { ...operation.pathValues, ...values };
  const path = operation.path.replace(/\{([^{}]+)\}/g, (_, name: string) => encodeURIComponent(known[name] ?? "1"));
  const query = new URLSearchParams(operation.queryValues).toString();
  return query === "" ? path : `${path}?${query}`;
}

class OpenApiReader {
  readonly #root: AnyObject;
  readonly #shapes = new ShapeReader((value) => this.#resolve(value));

  constructor(root: AnyObject) {
    this.#root = root;
  }

  operations(): ApiOperation[] {
    const base = this.#basePath();
    return Object.entries(asObject(this.#root["paths"]))
      .flatMap(([path, item]) => {
        const shared = this.#resolve(item);
        const get = this.#resolve(shared["get"]);
        if (!path.startsWith("/") || Object.keys(get).length === 0) return [];
        return [
          this.#operation(`${base}${path}`, get, [...asList(shared["parameters"]), ...asList(get["parameters"])]),
        ];
      })
      .slice(0, MAX_OPERATIONS);
  }

  #operation(path: string, get: AnyObject, parameters: readonly unknown[]): ApiOperation {
    const resolved = parameters.map((parameter) => this.#resolve(parameter));
    const valuesIn = (place: string, isNeeded: (parameter: AnyObject) => boolean) =>
      Object.fromEntries(
        resolved
          .filter((parameter) => parameter["in"] === place && isNeeded(parameter))
          .map((parameter) => [String(parameter["name"]), this.#exampleOf(parameter)]),
      );
    return {
      path,
      pathValues: valuesIn("path", () => true),
      queryValues: valuesIn("query", (parameter) => parameter["required"] === true),
      optionalValues: valuesIn("query", (parameter) => parameter["required"] !== true),
      needsAuthentication: needsAuthentication(get["security"] ?? this.#root["security"]),
      response: this.#responseOf(get),
    };
  }

  /** Path of the first server, which is taken to be the target. */
  #basePath(): string {
    const swagger = this.#root["basePath"];
    const [server] = asList(this.#root["servers"]);
    const url = typeof swagger === "string" ? swagger : asObject(server)["url"];
    if (typeof url !== "string" || !URL.canParse(url, "http://target.invalid")) return "";
    return new URL(url, "http://target.invalid").pathname.replace(/\/$/, "");
  }

  /** An example as the document gives one, or something of the right type. */
  #exampleOf(parameter: AnyObject): string {
    // Swagger 2 has the type beside the name.
    const schema = { ...parameter, ...this.#resolve(parameter["schema"]) };
    const [named] = Object.values(asObject(parameter["examples"]));
    const candidates = [
      parameter["example"],
      asObject(named)["value"],
      schema["example"],
      schema["default"],
      asList(schema["enum"])[0],
    ];
    const found = candidates.find(
      (value) => typeof value === "string" || typeof value === "number" || typeof value === "boolean",
    );
    if (found !== undefined) return String(found);
    return schema["format"] === "uuid" ? "00000000-0000-4000-8000-000000000001" : "1";
  }

  #responseOf(get: AnyObject): ResponseShape | null {
    const responses = asObject(get["responses"]);
    const response = this.#resolve(responses["200"] ?? responses["2XX"] ?? responses["default"]);
    const content = asObject(response["content"]);
    const type = Object.keys(content).find((name) => /\bjson\b/.test(name));
    const schema = type === undefined ? response["schema"] : asObject(content[type])["schema"];
    return schema === undefined ? null : this.#shapes.read(schema);
  }

  /** The object, or what its `$ref` leads to within the document. */
  #resolve(value: unknown): AnyObject {
    let current = asObject(value);
    for (let hops = 0; typeof current["$ref"] === "string" && hops < MAX_HOPS; hops += 1) {
      if (!current["$ref"].startsWith("#/")) return {};
      const names = current["$ref"]
        .slice(2)
        .split("/")
        .map((name) => name.replaceAll("~1", "/").replaceAll("~0", "~"));
      current = asObject(names.reduce<unknown>((inner, name) => asObject(inner)[name], this.#root));
    }
    return current;
  }
}

/** True when each way to call it takes credentials: an empty requirement among them makes them a choice. */
function needsAuthentication(security: unknown): boolean {
  const ways = asList(security).map(asObject);
  return ways.length > 0 && ways.every((way) => Object.keys(way).length > 0);
}
