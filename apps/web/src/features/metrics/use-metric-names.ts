"use client";

import type { MetricItem } from "@plimsoll/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../lib/trpc.tsx";
import { useTimeRange } from "../../lib/use-time-range.tsx";

const LIMIT = 100;
const TYPING_MS = 150;

/** Metrics of the time range with `text` in their name or description. */
export function useMetricNames(text: string) {
  const trpc = useTRPC();
  const { from, to } = useTimeRange();
  const [settled] = useDebouncedValue(text.trim(), TYPING_MS);
  const input = { from, to, limit: LIMIT, ...(settled && { text: settled }) };
  return useQuery({ ...trpc.metrics.names.queryOptions(input), placeholderData: keepPreviousData });
}

/** One metric by its name; undefined while it is looked for, null when nothing of it was sent in the time range. */
export function useMetric(name: string): MetricItem | null | undefined {
  const trpc = useTRPC();
  const { from, to } = useTimeRange();
  const query = useQuery({
    ...trpc.metrics.names.queryOptions({ from, to, limit: LIMIT, text: name }, { enabled: name !== "" }),
    placeholderData: keepPreviousData,
  });
  if (query.data === undefined) return undefined;
  return query.data.items.find((item) => item.name === name) ?? null;
}
