import { RenderError } from "./compiled.ts";
import { TEMPLATE_FUNCTIONS, type TemplateFunction } from "./functions.ts";
import type { NameMeaning } from "./names.ts";
import { parseTemplate, type TemplateCall, type TemplateName } from "./parse-template.ts";
import { fieldOf, type Scope, textOf, type Value } from "./values.ts";

/** A template that is ready to be filled in. */
export interface Template {
  /** Its value where that is always the same. */
  readonly constant: Value | undefined;
  /** True for `{{one expression}}` and nothing else, whose value keeps its type. */
  readonly single: boolean;
  /** Text before the first expression that changes. */
  readonly prefix: string;
  /** @throws RenderError when a value is missing */
  evaluate(scope: Scope): Value;
  text(scope: Scope): string;
}

export interface TemplatePlace {
  lookUp(name: string): NameMeaning | "broken" | null;
  report(message: string): void;
}

type Evaluate = (scope: Scope) => Value;

/** Compiles a template; what is wrong goes to `place.report`, and the template that comes back then stands for nothing. */
export function compileTemplate(text: string, place: TemplatePlace): Template {
  const pieces: (string | Evaluate)[] = [];
  let only: Value | undefined;
  try {
    const parts = parseTemplate(text);
    for (const part of parts) {
      const piece = typeof part === "string" ? part : compilePart(part, place);
      if (typeof piece === "function") {
        pieces.push(piece);
        continue;
      }
      if (parts.length === 1) only = piece;
      const last = pieces.length - 1;
      const before = pieces[last];
      if (typeof before === "string") pieces[last] = before + textOf(piece);
      else pieces.push(textOf(piece));
    }
  } catch (thrown) {
    place.report(thrown instanceof Error ? thrown.message : String(thrown));
    return constantTemplate("");
  }
  if (only !== undefined) return constantTemplate(only);
  return fromPieces(pieces);
}

export function constantTemplate(value: Value): Template {
  const text = textOf(value);
  return { constant: value, single: false, prefix: text, evaluate: () => value, text: () => text };
}

function fromPieces(pieces: (string | Evaluate)[]): Template {
  const [first = ""] = pieces;
  if (pieces.length === 0) return constantTemplate("");
  if (pieces.length === 1) {
    if (typeof first === "string") return constantTemplate(first);
    return { constant: undefined, single: true, prefix: "", evaluate: first, text: (scope) => textOf(first(scope)) };
  }
  const text = (scope: Scope) => {
    let all = "";
    for (const piece of pieces) all += typeof piece === "string" ? piece : textOf(piece(scope));
    return all;
  };
  return { constant: undefined, single: false, prefix: typeof first === "string" ? first : "", evaluate: text, text };
}

function compilePart(part: TemplateCall | TemplateName, place: TemplatePlace): Value | Evaluate {
  return part.kind === "name" ? compileName(part, place) : compileCall(part, place);
}

function compileName({ name, fields }: TemplateName, place: TemplatePlace): Value | Evaluate {
  const meaning = place.lookUp(name);
  if (meaning === "broken") return "";
  const written = `{{${[name, ...fields].join(".")}}}`;
  if (!meaning) {
    throw new Error(
      `${written} is unknown: no variable, data set, or value that an earlier step extracts has this name.`,
    );
  }
  if (meaning.kind === "data") return compileField(meaning.set, meaning.index, fields, written);
  const { index, initial } = meaning.variable;
  if (!meaning.extracted && initial?.constant !== undefined) {
    if (fields.length > 0) throw new Error(`${written}: the variable "${name}" is a text, which has no fields.`);
    return initial.constant;
  }
  return (scope) => {
    let value = scope.values[index];
    if (value === undefined && initial !== null) {
      value = initial.evaluate(scope);
      scope.values[index] = value;
    }
    for (const field of fields) value = fieldOf(value, field);
    if (value === undefined) throw new RenderError("extract", `${written} has no value.`);
    return value;
  };
}

function compileField(
  set: Extract<NameMeaning, { kind: "data" }>["set"],
  index: number,
  fields: string[],
  written: string,
): Evaluate {
  if (fields.length === 0)
    throw new Error(`${written}: say which field, such as {{${set.name}.${set.fields[0] ?? "field"}}}.`);
  const read = set.reader(fields);
  if (!read) {
    const known = set.fields.slice(0, 20).join(", ");
    throw new Error(`${written}: the data set "${set.name}" has no field "${fields.join(".")}"; it has ${known}.`);
  }
  return (scope) => {
    const row = scope.rows[index] ?? scope.thread.nextRow(index, set);
    scope.rows[index] = row;
    const value = read(row);
    if (value === undefined) throw new RenderError("extract", `${written} has no value in row ${row + 1}.`);
    return value;
  };
}

function compileCall({ name, args, whole }: TemplateCall, place: TemplatePlace): Value | Evaluate {
  const called = TEMPLATE_FUNCTIONS.get(name);
  if (!called) {
    const known = [...TEMPLATE_FUNCTIONS.keys()].map((each) => `$${each}`).join(", ");
    throw new Error(`There is no function $${name}; there are ${known}.`);
  }
  const texts = called.args === "whole" ? [whole] : (args ?? []);
  refuseCount(called, args, texts);
  const templates = texts.map((each) => compileTemplate(each, place));
  const fixed = templates.every(({ constant }) => constant !== undefined);
  if (fixed) {
    const values = templates.map(({ prefix }) => prefix);
    const why = called.refuse?.(values);
    if (why) throw new Error(`${called.usage}: ${why}.`);
    if (called.pure) return called.call(NO_SOURCE, values);
    return (scope) => called.call(scope.thread, values);
  }
  return (scope) =>
    called.call(
      scope.thread,
      templates.map((each) => each.text(scope)),
    );
}

function refuseCount(called: TemplateFunction, args: string[] | null, texts: string[]): void {
  if (called.args === "whole") {
    if (args === null) throw new Error(`This function needs something between parentheses: ${called.usage}.`);
    return;
  }
  const [fewest, most] = called.args;
  if (texts.length >= fewest && texts.length <= most && !(fewest > 0 && texts.includes(""))) return;
  throw new Error(`This function is written ${called.usage}.`);
}

const NO_SOURCE = {
  random: () => 0,
  nextSequence: () => 0,
};
