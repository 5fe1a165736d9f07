"use client";

import {
  completionsAt,
  quoteTraceQueryValue,
  TRACE_QUERY_KEYS,
  type TraceQueryCompletion,
  type TracesFacets,
} from "@plimsoll/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, skipToken, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { formatCount } from "../../../lib/format.ts";
import { useTRPC } from "../../../lib/trpc.tsx";
import { facetValue } from "../model/query-edit.ts";

export interface Suggestion {
  /** As shown. */
  label: string;
  /** What is put in place of the part being written. */
  insert: string;
  note: string;
}

const NOTES: Record<string, string> = {
  service: "who did it",
  operation: "what was done",
  status: "ok, error, unset",
  kind: "server, client…",
  duration: "> 250ms",
  trace: "an id",
};
const OPERATOR_NOTES: Record<string, string> = {
  ":": "is",
  "=": "is",
  "!=": "is not",
  ">": "more than",
  ">=": "at least",
  "<": "less than",
  "<=": "at most",
  "~": "contains",
  exists: "is there",
};
const DURATIONS = ["10ms", "100ms", "250ms", "1s", "5s", "30s"];
const MOST = 12;

interface CompletionInput {
  text: string;
  caret: number;
  open: boolean;
  from: string;
  to: string;
  facets: TracesFacets | undefined;
}

/** What could be written at the caret: keys, operators, or values that were really seen in the time range. */
export function useCompletions({ text, caret, open, from, to, facets }: CompletionInput) {
  const trpc = useTRPC();
  const at = useMemo(() => completionsAt(text, caret), [text, caret]);
  const [prefix] = useDebouncedValue(at.prefix.slice(0, 256), 120);
  // The range follows the clock by seconds; completion need not ask again more often than once a minute.
  const minutes = { from: `${from.slice(0, 16)}:00.000Z`, to: `${to.slice(0, 16)}:59.999Z` };
  const service = facetValue(text, "service");
  const scope = { ...minutes, prefix, ...(service ? { service } : {}), limit: 50 };

  const wantsKeys = open && at.expected === "key";
  const keys = useQuery(
    trpc.attributes.keys.queryOptions(wantsKeys ? scope : skipToken, {
      placeholderData: keepPreviousData,
      staleTime: 60_000,
    }),
  );
  const wantsValues = open && at.expected === "value" && at.field === "attribute";
  const values = useQuery(
    trpc.attributes.values.queryOptions(wantsValues ? { ...scope, key: at.key } : skipToken, { staleTime: 60_000 }),
  );
  const suggestions = useMemo(
    () => suggest(at, keys.data?.items ?? [], values.data?.items ?? [], facets),
    [at, keys.data, values.data, facets],
  );
  return { at, suggestions, busy: (wantsKeys && keys.isFetching) || (wantsValues && values.isFetching) };
}

type Counted = { value: string; count: number };

function suggest(
  at: TraceQueryCompletion,
  keys: { key: string; count: number }[],
  values: Counted[],
  facets: TracesFacets | undefined,
): Suggestion[] {
  if (at.expected === "key") return suggestKeys(at.prefix, keys);
  if (at.expected === "operator") {
    return at.operators
      .filter((operator) => operator.startsWith(at.prefix) && operator !== "=")
      .map((operator) => ({
        label: operator,
        insert: operator === "exists" ? ":*" : operator,
        note: OPERATOR_NOTES[operator] ?? "",
      }));
  }
  const known: Counted[] =
    at.field === "service"
      ? (facets?.services ?? [])
      : at.field === "operation"
        ? (facets?.operations ?? [])
        : at.field === "duration"
          ? DURATIONS.map((value) => ({ value, count: 0 }))
          : at.choices.length > 0
            ? at.choices.map((value) => ({ value, count: countOf(facets, value) }))
            : values;
  return matching(known, (item) => item.value, at.prefix).map(({ value, count }) => ({
    label: value,
    insert: `${quoteTraceQueryValue(value)} `,
    note: count > 0 ? formatCount(count) : "",
  }));
}

function countOf(facets: TracesFacets | undefined, value: string): number {
  const all: Counted[] = [...(facets?.status ?? []), ...(facets?.kinds ?? [])];
  return all.find((item) => item.value === value)?.count ?? 0;
}

function suggestKeys(prefix: string, keys: { key: string; count: number }[]): Suggestion[] {
  const fields = matching(
    TRACE_QUERY_KEYS.map((key) => ({ key })),
    (item) => item.key,
    prefix,
  );
  const attributes = matching(keys, (item) => item.key, prefix);
  return [
    ...fields.map(({ key }) => ({
      label: key,
      insert: key === "duration" ? "duration>" : `${key}:`,
      note: NOTES[key] ?? "",
    })),
    ...attributes.map(({ key, count }) => ({
      label: key,
      insert: `${/[\s:=!<>~"']/.test(key) ? JSON.stringify(key) : key}:`,
      note: formatCount(count),
    })),
  ].slice(0, MOST);
}

/** What begins with the prefix, then what holds it. */
function matching<Item>(items: readonly Item[], textOf: (item: Item) => string, prefix: string): Item[] {
  const wanted = prefix.toLowerCase();
  const begins = items.filter((item) => textOf(item).toLowerCase().startsWith(wanted));
  const holds = items.filter((item) => textOf(item).toLowerCase().indexOf(wanted) > 0);
  return [...begins, ...holds].slice(0, MOST);
}
