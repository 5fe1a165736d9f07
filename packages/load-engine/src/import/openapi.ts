import { type LoadBody, loadMethodSchema } from "@plimsoll/core";
import { get, isObject, type JsonObject, listAt, objectAt, OpenApiDocument, textAt } from "./openapi-document.ts";
import { parametersOf } from "./openapi-parameters.ts";
import { exampleOf, sampleOf } from "./openapi-sample.ts";
import { credentialsOf } from "./openapi-security.ts";
import { type Imported, LONGEST_TEXT, Notes, type RequestInput, refuse, scenarioOf } from "./steps.ts";
import { Variables } from "./variables.ts";

const NO_SERVER = "http://localhost:8080";

/** Makes a step of each operation, with the examples of the document or values made up by its schemas. */
export function importOpenApi(text: string): Imported {
  const notes = new Notes();
  const document = new OpenApiDocument(text, notes);
  const variables = new Variables();
  const steps = Object.entries(objectAt(document.root, "paths")).flatMap(([path, written]) => {
    const pathItem = document.resolve(written);
    return pathItem
      ? operationsOf(pathItem).flatMap(([method, operation]) =>
          stepOf(document, path, pathItem, method, operation, variables, notes),
        )
      : [];
  });
  if (steps.length === 0) refuse("The OpenAPI document describes no operation that could be sent.");
  const changing = steps.filter(({ method }) => method !== "GET" && method !== "HEAD" && method !== "OPTIONS").length;
  if (changing > 0) notes.add(`${changing} of the steps may change data: look them over before you run them.`);
  const title = textAt(objectAt(document.root, "info"), "title") ?? "";
  return {
    baseUrl: serverOf(document, notes),
    variables: variables.record,
    scenarios: [scenarioOf(title.trim(), steps, notes)],
    notes,
  };
}

function operationsOf(pathItem: JsonObject): [RequestInput["method"], JsonObject][] {
  return Object.entries(pathItem).flatMap(([key, operation]): [RequestInput["method"], JsonObject][] => {
    const method = loadMethodSchema.safeParse(key.toUpperCase());
    return method.success && key === key.toLowerCase() && isObject(operation) ? [[method.data, operation]] : [];
  });
}

function stepOf(
  document: OpenApiDocument,
  path: string,
  pathItem: JsonObject,
  method: RequestInput["method"],
  operation: JsonObject,
  variables: Variables,
  notes: Notes,
): RequestInput[] {
  if (get(operation, "deprecated") === true) {
    notes.add("An operation that is deprecated was left out.");
    return [];
  }
  const { headers, cookies, query, path: filled } = parametersOf(document, path, pathItem, operation, variables);
  for (const credential of credentialsOf(document, operation, variables, notes)) {
    if (credential.in === "header") headers.push([credential.name, credential.value]);
    else if (credential.in === "cookie") cookies.push(`${credential.name}=${credential.value}`);
    else query.push(`${encodeURIComponent(credential.name)}=${credential.value}`);
  }
  if (cookies.length > 0) headers.push(["cookie", cookies.join("; ")]);
  const body = bodyOf(document, operation, notes);
  if (body?.contentType) headers.push(["content-type", body.contentType]);
  const url = `${filled.startsWith("/") ? "" : "/"}${filled}${query.length > 0 ? `?${query.join("&")}` : ""}`;
  if (url.length > LONGEST_TEXT || (body && JSON.stringify(body.body).length > LONGEST_TEXT)) {
    notes.add(`${method} ${path.slice(0, 100)} was left out: it is longer than a step may be.`);
    return [];
  }
  const name = `${method} ${path}`.slice(0, 120);
  return [
    { type: "request", name, method, url, headers: Object.fromEntries(headers), ...(body ? { body: body.body } : {}) },
  ];
}

function bodyOf(
  document: OpenApiDocument,
  operation: JsonObject,
  notes: Notes,
): { body: LoadBody; contentType: string | null } | null {
  const content = Object.entries(objectAt(document.resolve(get(operation, "requestBody")), "content"));
  if (content.length === 0) return null;
  const isJson = (type: string) => /^application\/(?:[^;]*\+)?json\b/i.test(type);
  const json = content.find(([type]) => isJson(type));
  if (json) {
    const [type, media] = json;
    const value = exampleOf(document, media) ?? sampleOf(document, get(media, "schema"));
    return { body: { type: "json", json: value }, contentType: type === "application/json" ? null : type };
  }
  const form = content.find(([type]) => type.toLowerCase().startsWith("application/x-www-form-urlencoded"));
  if (form) {
    const value = exampleOf(document, form[1]) ?? sampleOf(document, get(form[1], "schema"));
    const fields = isObject(value) ? Object.entries(value) : [];
    const text = (field: unknown) => (typeof field === "string" ? field : JSON.stringify(field));
    return {
      body: { type: "form", fields: Object.fromEntries(fields.map(([name, field]) => [name, text(field)])) },
      contentType: null,
    };
  }
  const plain = content.find(([type]) => type.toLowerCase().startsWith("text/"));
  const example = plain && (exampleOf(document, plain[1]) ?? sampleOf(document, get(plain[1], "schema")));
  if (plain && typeof example === "string") return { body: { type: "text", text: example }, contentType: plain[0] };
  notes.add(`A body was left out: ${content.map(([type]) => type.slice(0, 60)).join(", ")} cannot be made up.`);
  return null;
}

/** The first server with an address of its own, its variables filled in. */
function serverOf({ root }: OpenApiDocument, notes: Notes): string {
  for (const server of listAt(root, "servers")) {
    const variables = objectAt(server, "variables");
    const url = (textAt(server, "url") ?? "").replace(/\{([^{}]+)\}/g, (whole, name: string) => {
      const value = get(get(variables, name), "default");
      return typeof value === "string" ? value : whole;
    });
    try {
      const { protocol, search, hash, href } = new URL(url);
      if ((protocol === "http:" || protocol === "https:") && search === "" && hash === "" && href.length <= 2048)
        return url;
    } catch {
      // A path alone: the document does not say where it is served.
    }
  }
  const [first] = listAt(root, "servers");
  const path = textAt(first, "url");
  notes.add("The document names no server: set the base URL.");
  return path?.startsWith("/") && !/[?#{}\s]/.test(path) ? NO_SERVER + path : NO_SERVER;
}
