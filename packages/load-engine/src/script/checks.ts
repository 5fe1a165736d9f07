import { isDeepStrictEqual } from "node:util";
import type { LoadCheck } from "@plimsoll/core";
import { compileJsonPath } from "./json-path.ts";
import type { ResponseView } from "./response-view.ts";
import { compilePattern } from "./safe-pattern.ts";
import type { Value } from "./values.ts";

export interface CompiledCheck {
  name: string;
  type: LoadCheck["type"];
  looksAt: "body" | "headers" | null;
  passes(view: ResponseView): boolean;
  /** What was found, for people. */
  detail(view: ResponseView): string;
}

/** @throws Error with a message for the person who wrote it */
export function compileCheck(check: LoadCheck): CompiledCheck {
  return { name: checkName(check), type: check.type, looksAt: LOOKS_AT[check.type], ...compileTest(check) };
}

const LOOKS_AT = {
  status: null,
  body: "body",
  matches: "body",
  json: "body",
  header: "headers",
  latency: null,
} as const;

/** What a check is shown under. */
function checkName(check: LoadCheck): string {
  switch (check.type) {
    case "status":
      return `status is ${check.is.trim()}`;
    case "body":
      return `body contains "${shorten(check.contains)}"`;
    case "matches":
      return `body matches /${shorten(check.pattern)}/`;
    case "json":
      return `${shorten(check.path)} is ${shorten(JSON.stringify(check.equals))}`;
    case "header":
      return check.contains === ""
        ? `has ${check.name.toLowerCase()}`
        : `${check.name.toLowerCase()} contains "${shorten(check.contains)}"`;
    case "latency":
      return `within ${check.maxMs} ms`;
  }
}

function compileTest(check: LoadCheck): Pick<CompiledCheck, "passes" | "detail"> {
  switch (check.type) {
    case "status": {
      const ranges = readStatuses(check.is);
      return {
        passes: ({ status }) => ranges.some(([low, high]) => status >= low && status <= high),
        detail: ({ status }) => `The status was ${status}.`,
      };
    }
    case "body":
      return {
        passes: (view) => view.bytes.includes(check.contains),
        detail: (view) => `The body has ${view.bytes.length} bytes.`,
      };
    case "matches": {
      const pattern = compilePattern(check.pattern);
      return {
        passes: (view) => pattern.exec(view.text) !== null,
        detail: (view) => {
          const match = pattern.exec(view.text);
          if (match) return `It matched "${shorten(match[0])}".`;
          return pattern.brokenOff ? "The search took too long and was broken off." : "Nothing matched.";
        },
      };
    }
    case "json":
      return compileJsonCheck(check.path, check.equals as Value);
    case "header": {
      const name = check.name.toLowerCase();
      return {
        passes: (view) => view.headers(name).some((value) => value.includes(check.contains)),
        detail: (view) =>
          `It was ${
            view
              .headers(name)
              .map((value) => `"${shorten(value)}"`)
              .join(", ") || "absent"
          }.`,
      };
    }
    case "latency":
      return {
        passes: ({ latencyUs }) => latencyUs <= check.maxMs * 1_000,
        detail: ({ latencyUs }) => `It took ${(latencyUs / 1_000).toFixed(1)} ms.`,
      };
  }
}

function compileJsonCheck(path: string, expected: Value): Pick<CompiledCheck, "passes" | "detail"> {
  const compiled = compileJsonPath(path);
  const find = (view: ResponseView) => (view.json === undefined ? undefined : compiled(view.json, view.text.length));
  return {
    passes: (view) => {
      const found = find(view);
      return found === expected || (typeof expected === "object" && isDeepStrictEqual(found, expected));
    },
    detail: (view) => {
      if (view.json === undefined) return "The body is no JSON.";
      const found = find(view);
      return found === undefined ? "There was nothing there." : `It was ${shorten(JSON.stringify(found))}.`;
    },
  };
}

/** `200`, `2xx`, `200-299`, or several with commas, as ranges. */
function readStatuses(text: string): [number, number][] {
  return text.split(",").map((part) => {
    const [, low = "", high = low] = /^\s*([1-9][0-9x]{2})(?:\s*-\s*([1-9][0-9x]{2}))?\s*$/.exec(part) ?? [];
    const range: [number, number] = [Number(low.replaceAll("x", "0")), Number(high.replaceAll("x", "9"))];
    if (low === "" || range[0] > range[1]) {
      throw new Error(`"${part.trim()}" is no status; write 200, 2xx, 200-299, or several with commas`);
    }
    return range;
  });
}

export function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
