"use client";

import { skipToken, useQuery, useQueryClient } from "@tanstack/react-query";
import { useSubscription } from "@trpc/tanstack-react-query";
import { useEffect, useRef } from "react";
import { useAsleep } from "../../../lib/use-asleep.ts";
import { describeError, useTRPC } from "../../../lib/trpc.tsx";
import { useResubscribe } from "../../../lib/use-resubscribe.ts";
import { useSecond } from "../../jobs/use-second.ts";
import { isUnderWay } from "../model/scan-states.ts";

/** `quiet`: the connection stands, but nothing came for some seconds. */
export type ScanConnection = "over" | "connecting" | "live" | "quiet" | "reconnecting";

const QUIET_AFTER_MS = 10_000;
const POLL_MS = 3000;

/** A scan with each change of it while it is under way, whatever the page's time range. */
export function useScan(scanId: string) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const query = useQuery(
    trpc.scans.get.queryOptions(
      { scanId },
      {
        // Before the subscription stands, and when it is lost.
        refetchInterval: ({ state }) =>
          state.data && isUnderWay(state.data) && Date.now() - state.dataUpdatedAt > POLL_MS ? POLL_MS : false,
      },
    ),
  );
  const key = trpc.scans.get.queryKey({ scanId });
  const underWay = query.data !== undefined && isUnderWay(query.data);
  const isAsleep = useAsleep();
  const subscription = useSubscription(
    trpc.scans.live.subscriptionOptions(underWay && !isAsleep ? { scanId } : skipToken, {
      onData: (scan) => queryClient.setQueryData(key, scan),
    }),
  );
  useResubscribe(subscription);
  useRefreshAtEnd(underWay);
  const nowMs = useSecond(underWay);
  const ageMs = Math.max(0, nowMs - query.dataUpdatedAt);
  const isMissing = query.data === undefined && query.error !== null && describeError(query.error).status === 404;
  return { query, isMissing, nowMs, connection: connectionOf(underWay, subscription.status, ageMs) };
}

/** What other pages know of findings and grades is old once a scan has ended. */
function useRefreshAtEnd(underWay: boolean): void {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const was = useRef(underWay);
  useEffect(() => {
    if (was.current && !underWay) {
      void queryClient.invalidateQueries(trpc.findings.pathFilter());
      void queryClient.invalidateQueries(trpc.scans.pathFilter());
    }
    was.current = underWay;
  }, [underWay, trpc, queryClient]);
}

function connectionOf(underWay: boolean, status: string, ageMs: number): ScanConnection {
  if (!underWay) return "over";
  if (status === "error") return "reconnecting";
  if (status === "connecting") return ageMs > QUIET_AFTER_MS ? "reconnecting" : "connecting";
  return ageMs > QUIET_AFTER_MS ? "quiet" : "live";
}
