import { OPERATORS } from "./fields.ts";

export interface TraceQueryError {
  /** Says what is wrong and what to write instead. */
  message: string;
  /** 1-based, in UTF-16 units, where the wrong part begins. */
  column: number;
  /** Length of the wrong part, at least 1. */
  length: number;
}

export interface ScannedText {
  start: number;
  end: number;
  /** Escapes resolved, quotes taken off. */
  text: string;
  quoted: boolean;
}

/** A term as it stands in the text, before anyone asked whether it makes sense. */
export interface ScannedTerm {
  start: number;
  end: number;
  negated: boolean;
  key: ScannedText;
  /** Absent for a word that stands alone. */
  operator: { start: number; end: number; text: (typeof OPERATORS)[number] } | null;
  value: ScannedText | null;
}

const SPACE = /\s/;
const KEY_END = /[\s:=!<>~"']/;
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ["'", "'"],
  ["\\", "\\"],
  ["n", "\n"],
  ["t", "\t"],
]);

/** Splits a query into terms. Never fails: what is wrong goes into `errors` and the scan goes on behind it. */
export function scanTraceQuery(text: string): { terms: ScannedTerm[]; errors: TraceQueryError[] } {
  const terms: ScannedTerm[] = [];
  const errors: TraceQueryError[] = [];
  let at = skipSpace(text, 0);
  while (at < text.length) {
    const term = scanTerm(text, at, errors);
    terms.push(term);
    at = skipSpace(text, Math.max(term.end, at + 1));
  }
  return { terms, errors };
}

function scanTerm(text: string, start: number, errors: TraceQueryError[]): ScannedTerm {
  const first = text[start];
  const negated = (first === "-" || first === "!") && start + 1 < text.length && !SPACE.test(text[start + 1] ?? " ");
  const key = scanText(text, negated ? start + 1 : start, KEY_END, errors);
  const operator = findOperator(text, key.end);
  if (!operator) return { start, end: Math.max(key.end, start + 1), negated, key, operator: null, value: null };
  // "duration > 5ms" is read as one term; behind a colon a space ends it, so that "service: " is seen as unfinished.
  const valueStart = operator.text === ":" ? operator.end : skipSpace(text, operator.end);
  const value = scanText(text, Math.min(valueStart, text.length), SPACE, errors);
  if (value.start === value.end) return { start, end: operator.end, negated, key, operator, value: null };
  return { start, end: value.end, negated, key, operator, value };
}

function findOperator(text: string, keyEnd: number): ScannedTerm["operator"] {
  const at = skipSpace(text, keyEnd);
  const found = OPERATORS.find((operator) => text.startsWith(operator, at));
  if (!found || (found === ":" && at !== keyEnd)) return null;
  return { start: at, end: at + found.length, text: found };
}

function scanText(text: string, start: number, until: RegExp, errors: TraceQueryError[]): ScannedText {
  const quote = text[start];
  if (quote === '"' || quote === "'") return scanQuoted(text, start, quote, errors);
  let end = start;
  while (end < text.length && !until.test(text[end] ?? " ")) end++;
  return { start, end, text: text.slice(start, end), quoted: false };
}

function scanQuoted(text: string, start: number, quote: string, errors: TraceQueryError[]): ScannedText {
  let value = "";
  for (let at = start + 1; at < text.length; at++) {
    const character = text[at] ?? "";
    if (character === quote) return { start, end: at + 1, text: value, quoted: true };
    if (character !== "\\") {
      value += character;
      continue;
    }
    const escaped = text[at + 1] ?? "";
    const meant = ESCAPES.get(escaped);
    if (meant === undefined && escaped !== "") {
      errors.push({
        message: `\\${escaped} is not an escape: write \\\\ for a backslash, \\" for a quote, \\n or \\t.`,
        column: at + 1,
        length: 2,
      });
    }
    value += meant ?? escaped;
    at++;
  }
  errors.push({ message: `This ${quote} is never closed.`, column: start + 1, length: text.length - start });
  return { start, end: text.length, text: value, quoted: true };
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && SPACE.test(text[at] ?? "")) at++;
  return at;
}
