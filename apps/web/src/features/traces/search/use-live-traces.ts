"use client";

import type { TracesLiveBatch } from "@plimsoll/core";
import { skipToken } from "@tanstack/react-query";
import { useSubscription } from "@trpc/tanstack-react-query";
import { useCallback, useEffect, useReducer, useState } from "react";
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
  const [wasConnected, setWasConnected] = useState(false);
  const onStarted = useCallback(() => setWasConnected(true), []);
  const subscription = useSubscription(
    trpc.traces.live.subscriptionOptions(enabled ? (query === "" ? {} : { query }) : skipToken, {
      onData: dispatch,
      onStarted,
    }),
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
