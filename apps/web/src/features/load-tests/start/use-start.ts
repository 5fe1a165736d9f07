"use client";

import type { LoadTestDetail } from "@plimsoll/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useMemo } from "react";
import { loadRunHref } from "../../../lib/load-links.ts";
import { useTRPC } from "../../../lib/trpc.tsx";
import { useConsoleHref } from "../../../lib/use-time-range.tsx";
import { planLoad } from "../model/planned-load.ts";
import { closedTargets, overCaps } from "../model/start-check.ts";

/** What stands against starting a test, how many workers it may be split over, and the act itself. */
export function useStart(test: LoadTestDetail) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const router = useRouter();
  const to = useConsoleHref();
  const caps = useQuery(trpc.loadTests.caps.queryOptions());
  const workers = useQuery({ ...trpc.workers.list.queryOptions(), refetchInterval: 5000 });
  const plan = useMemo(() => planLoad(test.script), [test.script]);
  const refusals = [...closedTargets(test.targets), ...(caps.data ? overCaps(test.script.load, plan, caps.data) : [])];
  const start = useMutation(
    trpc.loadTests.start.mutationOptions({
      onSuccess: async ({ runId }) => {
        router.push(to(loadRunHref(runId)));
        await queryClient.invalidateQueries(trpc.loadTests.pathFilter());
      },
    }),
  );
  const running = workers.data?.items.filter((worker) => worker.status === "running").length;
  return { plan, refusals, start, running };
}
