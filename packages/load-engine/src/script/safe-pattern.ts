import { withTimeLimit } from "./time-limit.ts";
import { BODY_LOOK_BYTES } from "./response-view.ts";

/** Steps that a search may take at worst without being watched. */
const QUICK_STEPS = 1_000_000;
/** A pattern that was broken off this often is not tried again by the thread. */
const MOST_BREAKS = 3;

/** A regular expression of a user, which cannot hang the generator. */
export interface SafePattern {
  /** The first match in the first MiB of the text; null: none, or the search was broken off. */
  exec(text: string): RegExpExecArray | null;
  /** True when the last search was broken off. */
  readonly brokenOff: boolean;
}

/**
 * Compiles a regular expression of a user. Patterns whose time may grow exponentially (a repetition within a repetition)
 * and back references are refused. Others take at worst a power of the text's length: where that could be long the search
 * is watched and broken off after 50 ms, and after three of these the pattern counts as not matching.
 * @throws Error with a message for the person who wrote it
 */
export function compilePattern(source: string): SafePattern {
  const expression = new RegExp(source);
  const { repeats, branches, choices, nested, backReference } = inspect(source);
  if (nested) throw new Error("a repetition within a repetition, as in (a+)+, may take for ever");
  if (backReference) throw new Error("references back to a group are not supported");
  let breaks = 0;
  let brokenOff = false;
  return {
    get brokenOff() {
      return brokenOff;
    },
    exec(whole) {
      brokenOff = breaks >= MOST_BREAKS;
      if (brokenOff) return null;
      const text = whole.length > BODY_LOOK_BYTES ? whole.slice(0, BODY_LOOK_BYTES) : whole;
      if (!choices && text.length ** (repeats + 1) * 2 ** branches <= QUICK_STEPS) return expression.exec(text);
      try {
        return withTimeLimit(() => expression.exec(text));
      } catch {
        // Out of time, or out of stack.
        breaks += 1;
        brokenOff = true;
        return null;
      }
    },
  };
}

interface Shape {
  /** Repetitions without a small bound: each raises the power of the text's length by one. */
  repeats: number;
  /** Choices and parts that may be left out: each may double the time. */
  branches: number;
  /** A repeated group with a choice in it. */
  choices: boolean;
  nested: boolean;
  backReference: boolean;
}

interface Group {
  repeats: boolean;
  branches: boolean;
}

/** Reads just enough of a (valid) expression: groups, classes, escapes, quantifiers. */
function inspect(source: string): Shape {
  const shape: Shape = { repeats: 0, branches: 0, choices: false, nested: false, backReference: false };
  const outermost: Group = { repeats: false, branches: false };
  const stack: Group[] = [outermost];
  let closed: Group | null = null;
  for (const [token] of source.matchAll(TOKENS)) {
    const within = stack.at(-1) ?? outermost;
    const quantifier = quantifierOf(token);
    if (/^\\([1-9]|k<)/.test(token)) shape.backReference = true;
    if (token.startsWith("(")) stack.push({ repeats: false, branches: false });
    else if (token === "|") {
      within.branches = true;
      shape.branches += 1;
    } else if (quantifier) applyQuantifier(quantifier, shape, within, closed);
    closed = token === ")" && stack.length > 1 ? close(stack) : null;
  }
  return shape;
}

/** An escape, a class, the beginning of a group, a quantifier with its mark of laziness, or any character. */
const TOKENS = /\\k<|\\[\s\S]|\[(?:\\[\s\S]|[^\]\\])*\]|\((?:\?(?:<?[=!]|:|<[^>]*>))?|[*+?]\??|\{\d+,?\d*\}\??|[\s\S]/g;
const MANY = 10;

/** How often the item before may come, at least and at most; null: the token is no quantifier. */
function quantifierOf(token: string): { least: number; most: number } | null {
  if (token === "?" || token === "??") return { least: 0, most: 1 };
  if (/^[*+]\??$/.test(token)) return { least: 0, most: Number.POSITIVE_INFINITY };
  const bounds = /^\{(\d+)(,?)(\d*)\}\??$/.exec(token);
  if (!bounds) return null;
  const [, least, comma, most] = bounds;
  return {
    least: Number(least),
    most: comma === "" ? Number(least) : most === "" ? Number.POSITIVE_INFINITY : Number(most),
  };
}

function applyQuantifier(
  { least, most }: { least: number; most: number },
  shape: Shape,
  within: Group,
  group: Group | null,
): void {
  if (most > 1 && group?.branches) shape.choices = true;
  if (most > 1 && group?.repeats) {
    if (most === Number.POSITIVE_INFINITY) shape.nested = true;
    else shape.choices = true;
  }
  if (most - least > MANY) {
    shape.repeats += 1;
    within.repeats = true;
  } else if (most > least) {
    shape.branches += Math.log2(most - least + 1);
    within.branches = true;
  }
}

function close(stack: Group[]): Group | null {
  const group = stack.pop() ?? null;
  const outer = stack.at(-1);
  if (outer && group) {
    outer.repeats ||= group.repeats;
    outer.branches ||= group.branches;
  }
  return group;
}
