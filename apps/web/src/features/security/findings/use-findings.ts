"use client";

import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTRPC } from "../../../lib/trpc.tsx";
import { useTimeRange } from "../../../lib/use-time-range.tsx";
import { type FindingFilter, filterInput } from "../model/finding-filter.ts";

const PAGE = 100;
const QUIET_MS = 15_000;

/** Findings that meet the filter, a page at a time, and how many there are of each state and severity. */
export function useFindings(filter: FindingFilter) {
  const trpc = useTRPC();
  const { live } = useTimeRange();
  // What is typed is asked for when the typing rests.
  const [text] = useDebouncedValue(filter.text, 250);
  const query = useInfiniteQuery(
    trpc.findings.list.infiniteQueryOptions(
      { ...filterInput({ ...filter, text }), limit: PAGE },
      {
        getNextPageParam: (last) => last.nextCursor ?? undefined,
        placeholderData: keepPreviousData,
        refetchInterval: ({ state }) => live && (state.data?.pages.length ?? 0) <= 1 && QUIET_MS,
      },
    ),
  );
  const items = useMemo(() => query.data?.pages.flatMap((page) => page.items), [query.data]);
  return { query, items, counts: query.data?.pages[0]?.counts };
}
