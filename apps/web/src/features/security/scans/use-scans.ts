"use client";

import type { ScanState } from "@plimsoll/core";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTRPC } from "../../../lib/trpc.tsx";
import { useTimeRange } from "../../../lib/use-time-range.tsx";
import { isUnderWay } from "../model/scan-states.ts";

const PAGE = 50;
const ACTIVE_MS = 1500;
const QUIET_MS = 10_000;

/** Scans, newest first, a page at a time. While the page follows the clock they are asked for again, sooner while one runs. */
export function useScans(filter: { targetId?: string; states?: ScanState[] }) {
  const trpc = useTRPC();
  const { live } = useTimeRange();
  const query = useInfiniteQuery(
    trpc.scans.list.infiniteQueryOptions(
      { ...filter, limit: PAGE },
      {
        getNextPageParam: (last) => last.nextCursor ?? undefined,
        placeholderData: keepPreviousData,
        refetchInterval: ({ state }) => {
          const pages = state.data?.pages ?? [];
          // Who has gone further back reads what was: it stands still.
          if (!live || pages.length > 1) return false;
          return pages[0]?.items.some(isUnderWay) ? ACTIVE_MS : QUIET_MS;
        },
      },
    ),
  );
  const items = useMemo(() => query.data?.pages.flatMap((page) => page.items), [query.data]);
  return { query, items };
}
