"use client";

import type { JobRef } from "@plimsoll/core";
import { skipToken, useQuery, useQueryClient } from "@tanstack/react-query";
import { useSubscription } from "@trpc/tanstack-react-query";
import { useCallback } from "react";
import { useAsleep } from "../../../lib/use-asleep.ts";
import { describeError, useTRPC } from "../../../lib/trpc.tsx";
import { useResubscribe } from "../../../lib/use-resubscribe.ts";
import { useTimeRange } from "../../../lib/use-time-range.tsx";
import type { JobView } from "../model/job-view.ts";

/** A job, and each change of it while the page is live. `isGone`: it was here and has been removed since. */
export function useJob(ref: JobRef) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { live } = useTimeRange();
  const isAsleep = useAsleep();
  const query = useQuery(trpc.jobs.get.queryOptions(ref));
  const key = trpc.jobs.get.queryKey(ref);
  const onData = useCallback((job: JobView) => queryClient.setQueryData(key, job), [queryClient, key]);
  const isHere = query.data !== undefined;
  const subscription = useSubscription(
    trpc.jobs.watch.subscriptionOptions(live && isHere && !isAsleep ? ref : skipToken, { onData }),
  );
  useResubscribe(subscription);
  const failure = subscription.error ?? query.error;
  const isMissing = failure !== null && describeError(failure).status === 404;
  return { query, isMissing: isMissing && !isHere, isGone: isMissing && isHere };
}
