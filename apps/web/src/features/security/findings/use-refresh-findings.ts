"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "../../../lib/trpc.tsx";

/** Asks for findings again, and for the grades and counts that follow from them. */
export function useRefreshFindings(): () => Promise<unknown> {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return () =>
    Promise.all([
      queryClient.invalidateQueries(trpc.findings.pathFilter()),
      queryClient.invalidateQueries(trpc.scans.pathFilter()),
    ]);
}
