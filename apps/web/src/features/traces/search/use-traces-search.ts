"use client";

import { parseTraceQuery } from "@plimsoll/core";
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTRPC } from "../../../lib/trpc.tsx";
import { useFrozenRange } from "../../../lib/use-frozen-range.ts";
import { useTimeRange } from "../../../lib/use-time-range.tsx";
import { useUrlParams } from "../../../lib/use-url-params.ts";

const PAGE = 100;
/** While nothing is there yet, the search itself looks again: a live view only brings what arrives after it. */
const EMPTY_POLL_MS = 5000;

/** The query in the address, and what the store finds for it in the page's time range. */
export function useTracesSearch() {
  const trpc = useTRPC();
  const range = useTimeRange();
  const [params, update] = useUrlParams();
  const text = params.get("q") ?? "";
  const parsed = useMemo(() => parseTraceQuery(text), [text]);
  const filter = text.trim() === "" ? {} : { query: text };
  const frozen = useFrozenRange(`${JSON.stringify(range.selection)} ${text}`);

  const search = useInfiniteQuery(
    trpc.traces.search.infiniteQueryOptions(
      { from: frozen.from, to: frozen.to, ...filter, limit: PAGE },
      {
        enabled: parsed.ok,
        getNextPageParam: (last) => last.nextCursor ?? undefined,
        refetchInterval: ({ state }) =>
          range.live && state.data?.pages[0]?.items.length === 0 ? EMPTY_POLL_MS : false,
      },
    ),
  );
  const moving = { from: range.from, to: range.to, ...filter };
  const whenValid = { enabled: parsed.ok, placeholderData: keepPreviousData };
  const histogram = useQuery(trpc.traces.histogram.queryOptions({ ...moving, buckets: 120 }, whenValid));
  const facets = useQuery(trpc.traces.facets.queryOptions(moving, whenValid));
  const found = useMemo(() => search.data?.pages.flatMap((page) => page.items) ?? [], [search.data]);
  return {
    text,
    parsed,
    range,
    search,
    histogram,
    facets,
    found,
    setText: (next: string, mode: "push" | "replace" = "push") => update({ q: next.trim() || null }, mode),
  };
}
