import { JSONPathEnvironment, JSONPathError } from "json-p3";
import { TimeLimitError, withTimeLimit } from "./time-limit.ts";
import type { Value } from "./values.ts";

/** Finds the first value that a path leads to; undefined where there is none. `length` is that of the JSON's text. */
export type JsonFinder = (json: Value, length: number) => Value | undefined;

const SIMPLE = /^\$(?:\.[A-Za-z_][A-Za-z0-9_]*|\[\d{1,9}\]|\['[^'\\]*'\])*$/;
const SIMPLE_STEP = /\.([A-Za-z_][A-Za-z0-9_]*)|\[(\d+)\]|\['([^'\\]*)'\]/g;
const SHORT_TEXT = 32_768;
const environment = new JSONPathEnvironment();

/**
 * Compiles a JSONPath (RFC 9535). Paths of names and places alone, which most are, are walked directly; others may look at
 * much of an answer, or hold regular expressions, and are broken off after 50 ms, as if nothing had been found.
 * @throws Error with a message for the person who wrote it
 */
export function compileJsonPath(path: string): JsonFinder {
  if (SIMPLE.test(path)) return walker(path);
  const query = parsePath(path);
  const find = (json: Value) => query.match(json)?.value as Value | undefined;
  // One filter or descent looks at each value once; it takes no watching where there are few.
  const isTame = !/\b(?:match|search)\s*\(/.test(path) && [...path.matchAll(/\.\.|\?/g)].length <= 1;
  return (json, length) => {
    try {
      return isTame && length <= SHORT_TEXT ? find(json) : withTimeLimit(() => find(json));
    } catch (thrown) {
      // Answers that nest too deep for a search have no match.
      if (thrown instanceof TimeLimitError || thrown instanceof JSONPathError || thrown instanceof RangeError)
        return undefined;
      throw thrown;
    }
  };
}

function parsePath(path: string) {
  try {
    return environment.compile(path);
  } catch (thrown) {
    throw new Error(`"${path}" is no JSONPath: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
  }
}

function walker(path: string): JsonFinder {
  const steps = [...path.matchAll(SIMPLE_STEP)].map(([, name, place, quoted]) =>
    place === undefined ? (name ?? quoted ?? "") : Number(place),
  );
  return (json) => {
    let value: Value | undefined = json;
    for (const step of steps) {
      if (typeof value !== "object" || value === null) return undefined;
      if (typeof step === "number") {
        if (!Array.isArray(value)) return undefined;
        value = value[step];
      } else {
        if (Array.isArray(value) || !Object.hasOwn(value, step)) return undefined;
        value = value[step];
      }
    }
    return value;
  };
}
