"use client";

import type { TracesLiveBatch } from "@plimsoll/core";
import { useSubscription } from "@trpc/tanstack-react-query";
import { useQueryClient, skipToken } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useReducer, useRef, useState } from "react";
import { useAsleep } from "../../../lib/use-asleep.ts";
import { useTRPC } from "../../../lib/trpc.tsx";
import { EMPTY_FEED, letIn, type LiveFeed, receive } from "../model/live-feed.ts";

export type LiveState = "off" | "connecting" | "live" | "paused" | "reconnecting";
const RETRY_MS = 5000;

/** New traces that meet `query` while `enabled`. While `reading`, they wait and are only counted. Keyed by the query. */
export function useLiveTraces({ query, enabled, reading }: { query: string; enabled: boolean; reading: boolean }) {
  const trpc = useTRPC();
  // React runs the reducer of the latest render, so a batch is always held against the latest `reading`.
  const [feed, dispatch] = useReducer(
    (before: LiveFeed, batch: TracesLiveBatch | "admit") =>
      batch === "admit" ? letIn(before) : receive(before, batch.items, batch.skipped, reading),
    EMPTY_FEED,
  );
  const isAsleep = useAsleep();
  const [wasConnected, setWasConnected] = useState(false);
  const catchUp = useCatchUp(query, dispatch);
  const onStarted = useCallback(() => {
    setWasConnected(true);
    void catchUp.begin();
  }, [catchUp]);
  const onData = useCallback(
    (batch: TracesLiveBatch) => {
      catchUp.seen(batch.at);
      dispatch(batch);
    },
    [catchUp],
  );
  const watched = enabled && !isAsleep;
  const subscription = useSubscription(
    trpc.traces.live.subscriptionOptions(watched ? (query === "" ? {} : { query }) : skipToken, { onData, onStarted }),
  );
  const { status, reset } = subscription;

  // The link reconnects by itself after a lost connection; a refusal by the server ends it, so it is tried again here.
  useEffect(() => {
    if (status !== "error") return;
    const timer = setTimeout(reset, RETRY_MS);
    return () => clearTimeout(timer);
  }, [status, reset]);

  const opening: LiveState = wasConnected || status === "error" ? "reconnecting" : "connecting";
  const connected: LiveState = reading ? "paused" : "live";
  const state: LiveState = enabled ? (status === "pending" ? connected : opening) : "off";
  const admit = useCallback(() => dispatch("admit"), []);
  return { feed, state, admit };
}

const MOST_CAUGHT_UP = 100;

/** After a gap in the connection: looks for what came in meanwhile, which the live view itself does not send again. */
function useCatchUp(query: string, receive: (batch: TracesLiveBatch) => void) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const lastAt = useRef<string | null>(null);
  return useMemo(
    () => ({
      seen: (at: string) => {
        lastAt.current = at;
      },
      begin: async () => {
        const from = lastAt.current;
        const to = new Date().toISOString();
        if (from === null || from >= to) return;
        const filter = query === "" ? {} : { query };
        const options = trpc.traces.search.queryOptions({ from, to, ...filter, limit: MOST_CAUGHT_UP });
        // What cannot be had is not shown as if it were: the list then has a gap, and the next search has none.
        const found = await queryClient.fetchQuery(options).catch(() => null);
        if (found) receive({ items: found.items, skipped: 0, at: to });
      },
    }),
    [trpc, queryClient, query, receive],
  );
}
