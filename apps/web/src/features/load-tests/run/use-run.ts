"use client";

import type { LoadRunView } from "@plimsoll/core";
import { skipToken, useQuery, useQueryClient } from "@tanstack/react-query";
import { useSubscription } from "@trpc/tanstack-react-query";
import { useAsleep } from "../../../lib/use-asleep.ts";
import { describeError, useTRPC } from "../../../lib/trpc.tsx";
import { useResubscribe } from "../../../lib/use-resubscribe.ts";
import { useSecond } from "../../jobs/use-second.ts";
import { isUnderWay } from "../model/run-states.ts";

/** `quiet`: the connection stands, but nothing came for some seconds. */
export type RunConnection = "over" | "connecting" | "live" | "quiet" | "reconnecting";

const QUIET_AFTER_MS = 5_000;
const POLL_MS = 3_000;
/** For so long after a run traces of its last requests still come in. */
const SETTLING_MS = 45_000;

/** A run with each change of it while it is under way, whatever the page's time range. */
export function useRun(runId: string) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const query = useQuery(
    trpc.loadTests.results.queryOptions(
      { runId },
      {
        // Before the subscription stands, when it is lost, and while the last traces arrive.
        refetchInterval: ({ state }) => (state.data && needsPoll(state.data, state.dataUpdatedAt) ? POLL_MS : false),
      },
    ),
  );
  const key = trpc.loadTests.results.queryKey({ runId });
  const underWay = query.data !== undefined && isUnderWay(query.data.run.state);
  const isAsleep = useAsleep();
  const subscription = useSubscription(
    trpc.loadTests.live.subscriptionOptions(underWay && !isAsleep ? { runId } : skipToken, {
      onData: (view) => queryClient.setQueryData(key, view),
    }),
  );
  useResubscribe(subscription);
  const nowMs = useSecond(underWay);
  const ageMs = Math.max(0, nowMs - query.dataUpdatedAt);
  const isMissing = query.data === undefined && query.error !== null && describeError(query.error).status === 404;
  return {
    query,
    isMissing,
    ageMs: underWay ? ageMs : 0,
    connection: connectionOf(underWay, subscription.status, ageMs),
  };
}

function needsPoll({ run }: LoadRunView, updatedAtMs: number): boolean {
  const nowMs = Date.now();
  if (isUnderWay(run.state)) return nowMs - updatedAtMs > QUIET_AFTER_MS;
  return run.finishedAt !== null && nowMs - Date.parse(run.finishedAt) < SETTLING_MS;
}

function connectionOf(underWay: boolean, status: string, ageMs: number): RunConnection {
  if (!underWay) return "over";
  if (status === "error") return "reconnecting";
  if (status === "connecting") return ageMs > QUIET_AFTER_MS ? "reconnecting" : "connecting";
  return ageMs > QUIET_AFTER_MS ? "quiet" : "live";
}
