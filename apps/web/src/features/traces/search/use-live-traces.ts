"use client";

import type { TracesLiveBatch } from "@plimsoll/core";
import { skipToken } from "@tanstack/react-query";
import { useSubscription } from "@trpc/tanstack-react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { useLatest } from "../../../lib/use-latest.ts";
import { useTRPC } from "../../../lib/trpc.tsx";
import { EMPTY_FEED, letIn, receive } from "../model/live-feed.ts";

export type LiveState = "off" | "connecting" | "live" | "paused" | "reconnecting";

/** New traces that meet `query` while `enabled`. While `reading`, they wait and are only counted. */
export function useLiveTraces({ query, enabled, reading }: { query: string; enabled: boolean; reading: boolean }) {
  const trpc = useTRPC();
  const [feed, setFeed] = useState(EMPTY_FEED);
  const wasConnected = useRef(false);
  const isReading = useLatest(reading);
  const onData = useCallback(
    (batch: TracesLiveBatch) => setFeed((before) => receive(before, batch.items, batch.skipped, isReading.current)),
    [isReading],
  );
  const subscription = useSubscription(
    trpc.traces.live.subscriptionOptions(enabled ? (query === "" ? {} : { query }) : skipToken, { onData }),
  );
  const { status, reset } = subscription;
  if (status === "pending") wasConnected.current = true;

  useEffect(() => {
    setFeed(EMPTY_FEED);
    wasConnected.current = false;
  }, [query, enabled]);

  // The link reconnects by itself after a lost connection; a refusal by the server ends it, so it is tried again here.
  useEffect(() => {
    if (status !== "error") return;
    const timer = setTimeout(reset, 5000);
    return () => clearTimeout(timer);
  }, [status, reset]);

  const connected = status === "pending";
  const opening: LiveState = wasConnected.current || status === "error" ? "reconnecting" : "connecting";
  const state: LiveState = enabled ? (connected ? (reading ? "paused" : "live") : opening) : "off";
  const admit = useCallback(() => setFeed(letIn), []);
  return { feed, state, admit, error: subscription.error };
}
