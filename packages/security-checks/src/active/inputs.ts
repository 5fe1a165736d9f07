import { randomBytes } from "node:crypto";
import type { WebTarget } from "../check.ts";
import { readOpenApi } from "../api/openapi.ts";
import { type Exchange, isHtml, pathOf, type ProbeRequest } from "../exchange.ts";
import { normalPath } from "../fingerprint.ts";
import { CHANGES, pathWithin } from "../probe/crawl.ts";
import { readHtml } from "../probe/read-html.ts";

/** Places that are tried; a site that repeats one form on each page has it once. */
const MAX_INPUTS = 40;

/** Part of a path that names one thing among many: a number or a UUID. */
const VARIABLE = /^(?:\d+|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})$/i;

/** A parameter that visitors, or a test account, can set by a link. */
export interface Input {
  /** Parameters of the path are in braces. */
  path: string;
  /** Of the query, or of the path. */
  name: string;
  /** All parameters of the query with ordinary values. */
  query: Readonly<Record<string, string>>;
  pathValues: Readonly<Record<string, string>>;
  /** Those of a test account, where an API asks for one. */
  headers: Readonly<Record<string, string>>;
}

export interface Inputs {
  inputs: readonly Input[];
  /** True when there are more than are tried: nothing may be concluded from those that are. */
  isCut: boolean;
}

/**
 * Parameters in addresses of pages, links and forms with GET, and in GETs of the OpenAPI document: of the query, and of the
 * path. What sends or changes something is left out: these inputs are asked for with odd values.
 */
export function findInputs(target: WebTarget): Inputs {
  const found = new Map<string, Input>();
  let isCut = false;
  for (const place of [...placesInApi(target), ...placesInPages(target)]) {
    if (CHANGES.test(place.path)) continue;
    for (const name of [...Object.keys(place.pathValues), ...Object.keys(place.query)]) {
      // A page and the API's document may have other names for one part of a path.
      const part = place.path.split("/").indexOf(`{${name}}`);
      const key = `${normalPath(place.path)}?${part < 0 ? name : part}`;
      if (found.has(key)) continue;
      if (found.size < MAX_INPUTS) found.set(key, { ...place, name });
      else isCut = true;
    }
  }
  return { inputs: [...found.values()], isCut };
}

/** The ordinary value of the input. */
export function valueOf({ name, pathValues, query }: Input): string {
  return pathValues[name] ?? query[name] ?? "";
}

/** A request with another value of the input. */
export function requestWith(input: Input, value: string): ProbeRequest {
  return requestWithRaw(input, encodeURIComponent(value));
}

/** The same with a value that is percent-encoded already. */
export function requestWithRaw(input: Input, encoded: string): ProbeRequest {
  const encode = ([name, known]: [string, string]) =>
    [name, name === input.name ? encoded : encodeURIComponent(known)] as const;
  const values = new Map(Object.entries(input.pathValues).map(encode));
  const path = input.path.replace(/\{([^{}]+)\}/g, (_, name: string) => values.get(name) ?? "1");
  const pairs = Object.entries(input.query).map(encode);
  const query = pairs.map(([name, value]) => `${encodeURIComponent(name)}=${value}`).join("&");
  return { url: query === "" ? path : `${path}?${query}`, headers: { ...input.headers } };
}

/** A word that no page has by itself. */
export function marker(): string {
  return `plm${randomBytes(6).toString("hex")}`;
}

type Place = Omit<Input, "name">;

function placesInPages(target: WebTarget): Place[] {
  return target.pages.flatMap((page) => [placeOf(pathOf(page), page.status < 400), ...placesIn(target.origin, page)]);
}

/** With the first test account, where the operation asks for one. */
function placesInApi(target: WebTarget): Place[] {
  const api = target.openApi === null ? null : readOpenApi(target.openApi);
  if (api === null || typeof api === "string") return [];
  return api.operations.map(({ path, pathValues, queryValues, optionalValues, needsAuthentication }) => ({
    path,
    pathValues,
    query: { ...optionalValues, ...queryValues },
    headers: needsAuthentication ? (target.identities[0]?.headers ?? {}) : {},
  }));
}

/** `takesApart`: whether numbers in the path are parameters, as those of a page that exists seem to be. */
function placeOf(text: string, takesApart = false): Place {
  const [bare = "/", query = ""] = text.split("?", 2);
  const pathValues: Record<string, string> = {};
  const parts = bare.split("/").map((part) => {
    if (!takesApart || !VARIABLE.test(part)) return part;
    const name = Object.keys(pathValues).length === 0 ? "id" : `id${Object.keys(pathValues).length + 1}`;
    pathValues[name] = part;
    return `{${name}}`;
  });
  const values = Object.fromEntries([...new URLSearchParams(query)].slice(0, 20));
  return { path: parts.join("/"), pathValues, query: values, headers: {} };
}

function placesIn(origin: string, page: Exchange): Place[] {
  if (!isHtml(page)) return [];
  const { links, base, forms, inputs } = readHtml(page);
  const within = (link: string) => pathWithin(origin, link, page.url, base);
  const linked = links.flatMap((link) => {
    const path = within(link);
    return path?.includes("?") ? [placeOf(path)] : [];
  });
  const sent = forms.flatMap((form, index) => {
    const path = within(form["action"] ?? pathOf(page));
    if (path === null || /^(?:post|dialog)$/i.test(form["method"] ?? "get")) return [];
    const named = inputs.filter((input) => input.form === index && input.name !== "");
    const query = Object.fromEntries(named.map((input) => [input.name, input.attributes["value"] || "1"]));
    return [{ ...placeOf(path), query }];
  });
  return [...linked, ...sent];
}
