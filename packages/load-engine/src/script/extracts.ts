import type { LoadExtract } from "@plimsoll/core";
import { cookiePair } from "./cookie-jar.ts";
import { compileJsonPath } from "./json-path.ts";
import type { ResponseView } from "./response-view.ts";
import { compilePattern } from "./safe-pattern.ts";
import type { Scope, Value } from "./values.ts";

export interface CompiledExtract {
  name: string;
  /** Of the variable. */
  index: number;
  fallback: string | undefined;
  looksAt: "body" | "headers" | null;
  find(view: ResponseView, scope: Scope): Value | undefined;
}

const LOOKS_AT = { json: "body", header: "headers", regex: "body", cookie: "headers", status: null } as const;
/** Longer texts are not taken: every iteration under way keeps its own. */
const LONGEST = 65_536;

/** @throws Error with a message for the person who wrote it */
export function compileExtract(extract: LoadExtract, index: number): CompiledExtract {
  const find = compileSource(extract);
  return {
    name: extract.as,
    index,
    fallback: extract.fallback,
    looksAt: LOOKS_AT[extract.from],
    find: (view, scope) => {
      const value = find(view, scope);
      if (typeof value === "string" && value.length > LONGEST) return undefined;
      return typeof value === "object" && value !== null && JSON.stringify(value).length > LONGEST ? undefined : value;
    },
  };
}

function compileSource({ from, expression }: LoadExtract): CompiledExtract["find"] {
  if (from !== "status" && expression.trim() === "") throw new Error(`say what to take from the ${SOURCES[from]}`);
  switch (from) {
    case "status":
      return ({ status }) => status;
    case "json": {
      const find = compileJsonPath(expression.trim());
      return ({ json, text }) => (json === undefined ? undefined : find(json, text.length));
    }
    case "header": {
      const name = expression.trim().toLowerCase();
      return (view) => view.headers(name)[0];
    }
    case "regex": {
      const pattern = compilePattern(expression);
      return ({ text }) => {
        const match = pattern.exec(text);
        return match ? (match[1] ?? match[0]) : undefined;
      };
    }
    case "cookie": {
      const name = expression.trim();
      return (view, { jar }) => {
        const set = view.headers("set-cookie").map(cookiePair);
        return set.findLast((pair) => pair?.name === name)?.value ?? jar?.value(name);
      };
    }
  }
}

const SOURCES = {
  json: "body: a JSONPath",
  header: "headers: a name",
  regex: "body: an expression",
  cookie: "cookies: a name",
};
