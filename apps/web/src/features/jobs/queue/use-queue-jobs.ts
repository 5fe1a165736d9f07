"use client";

import type { JobState, QueueRef } from "@plimsoll/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { useTRPC } from "../../../lib/trpc.tsx";
import { useFrozenRange } from "../../../lib/use-frozen-range.ts";
import { useTimeRange } from "../../../lib/use-time-range.tsx";
import { useUrlParams } from "../../../lib/use-url-params.ts";
import { firstState } from "../model/job-states.ts";
import { type JobQuery, jobQueryPatch, readJobQuery, toJobFilter } from "../model/job-query.ts";

const PAGE = 50;
const LIVE_MS = 3000;

/**
 * The jobs of a queue that the address asks for. While the page is live and nobody reads, the first page is asked for
 * again and again; further pages, and rows that somebody points at, stand still.
 */
export function useQueueJobs(ref: QueueRef, counts: Record<JobState, number>) {
  const trpc = useTRPC();
  const range = useTimeRange();
  const [params, update] = useUrlParams();
  const query = useMemo(() => readJobQuery(params), [params]);
  const [first] = useState(() => firstState(counts));
  const state = query.state ?? first;
  const [reading, setReading] = useState(false);
  const frozen = useFrozenRange(`${JSON.stringify(range.selection)} ${JSON.stringify(query)}`);
  const filter = useMemo(() => toJobFilter(ref, query, state, frozen), [ref, query, state, frozen]);

  // What the first look chose is part of the view, so it belongs in a link to it.
  useEffect(() => {
    if (query.state === null) update(jobQueryPatch({ state: first }), "replace");
  }, [query.state, first, update]);

  const search = useInfiniteQuery(
    trpc.jobs.list.infiniteQueryOptions(
      { ...filter, limit: PAGE },
      {
        getNextPageParam: (last) => last.nextCursor ?? undefined,
        refetchInterval: (now) =>
          range.live && !reading && (now.state.data?.pages.length ?? 0) <= 1 ? LIVE_MS : false,
      },
    ),
  );
  const items = useMemo(() => search.data?.pages.flatMap((page) => page.items) ?? [], [search.data]);
  return {
    query,
    state,
    filter,
    search,
    items,
    /** True when the store stopped looking at its time limit and there may be more. */
    partial: search.data?.pages.at(-1)?.partial ?? false,
    live: range.live,
    reading,
    setReading,
    change: (next: Partial<JobQuery>, mode: "push" | "replace" = "push") => update(jobQueryPatch(next), mode),
  };
}

export type QueueJobsState = ReturnType<typeof useQueueJobs>;
