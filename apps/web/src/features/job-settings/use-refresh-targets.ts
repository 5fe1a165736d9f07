"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "../../lib/trpc.tsx";

/** Asks for targets and endpoints again: a change of one shows in the other. */
export function useRefreshTargets(): () => Promise<unknown> {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return () =>
    Promise.all([
      queryClient.invalidateQueries(trpc.targets.list.queryFilter()),
      queryClient.invalidateQueries(trpc.jobEndpoints.list.queryFilter()),
    ]);
}
