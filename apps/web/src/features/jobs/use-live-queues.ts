"use client";

import type { QueuesLiveBatch } from "@plimsoll/core";
import { skipToken } from "@tanstack/react-query";
import { useSubscription } from "@trpc/tanstack-react-query";
import { useAsleep } from "../../lib/use-asleep.ts";
import { useTRPC } from "../../lib/trpc.tsx";
import { useResubscribe } from "../../lib/use-resubscribe.ts";
import { useTimeRange } from "../../lib/use-time-range.tsx";

/** Counts of all queues as they change, while the page follows the clock. */
export function useLiveQueues(): QueuesLiveBatch | undefined {
  const trpc = useTRPC();
  const { live } = useTimeRange();
  const isAsleep = useAsleep();
  const subscription = useSubscription(trpc.queues.live.subscriptionOptions(live && !isAsleep ? {} : skipToken));
  useResubscribe(subscription);
  return live ? subscription.data : undefined;
}
