import {
  fieldOf,
  operatorsOf,
  SPAN_KINDS,
  SPAN_STATUSES,
  type TraceQueryField,
  type TraceQueryOperator,
} from "./fields.ts";
import { type ScannedTerm, scanTraceQuery } from "./scan.ts";

/** What may stand at the caret, and which part of the text (0-based, end exclusive) a choice replaces. */
export type TraceQueryCompletion =
  | { expected: "key"; prefix: string; start: number; end: number }
  | {
      expected: "operator";
      key: string;
      field: TraceQueryField;
      operators: readonly TraceQueryOperator[];
      prefix: string;
      start: number;
      end: number;
    }
  | {
      expected: "value";
      key: string;
      field: TraceQueryField;
      op: TraceQueryOperator;
      prefix: string;
      start: number;
      end: number;
      /** The values there are, when they are few and fixed (status, kind). */
      choices: readonly string[];
    };

/** Says what is expected at the caret (0-based offset): a key, an operator, or a value of which key. */
export function completionsAt(text: string, caret: number): TraceQueryCompletion {
  const { terms } = scanTraceQuery(text);
  const term = terms.find((each) => each.start <= caret && caret <= each.end);
  if (term) return withinTerm(text, term, caret);
  const before = terms.findLast((each) => each.end < caret);
  // "duration |" and "duration > |" are still being written.
  if (before && text.slice(before.end, caret).trim() === "") {
    if (!before.operator && before.key.text !== "" && before.key.text !== "AND") return operatorAfter(before, caret);
    if (before.operator && !before.value && before.operator.text !== ":") return valueOf(before, "", caret, caret);
  }
  return { expected: "key", prefix: "", start: caret, end: caret };
}

function withinTerm(text: string, term: ScannedTerm, caret: number): TraceQueryCompletion {
  const { key, operator, value } = term;
  if (caret < key.start) return { expected: "key", prefix: "", start: caret, end: caret };
  if (!operator || caret <= key.end) {
    return {
      expected: "key",
      prefix: text.slice(key.start, Math.max(key.start, caret)),
      start: key.start,
      end: key.end,
    };
  }
  if (caret < operator.end) return operatorAfter(term, caret);
  if (!value || caret < value.start) return valueOf(term, "", caret, caret);
  const from = value.quoted ? value.start + 1 : value.start;
  return valueOf(term, text.slice(from, Math.max(from, caret)), value.start, value.end);
}

function operatorAfter(term: ScannedTerm, caret: number): TraceQueryCompletion {
  const field = fieldOf(term.key.text, term.key.quoted);
  const { start, end } = term.operator ?? { start: caret, end: caret };
  const prefix = term.operator?.text.slice(0, Math.max(0, caret - start)) ?? "";
  const operators = operatorsOf(field);
  return { expected: "operator", key: term.key.text, field, operators, prefix, start: Math.min(start, caret), end };
}

function valueOf(term: ScannedTerm, prefix: string, start: number, end: number): TraceQueryCompletion {
  if (term.key.text === "has" && !term.key.quoted) return { expected: "key", prefix, start, end };
  const field = fieldOf(term.key.text, term.key.quoted);
  const choices = field === "status" ? SPAN_STATUSES : field === "kind" ? SPAN_KINDS : [];
  return { expected: "value", key: term.key.text, field, op: term.operator?.text ?? ":", prefix, start, end, choices };
}
