"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "../../../lib/trpc.tsx";

/** Changes what is asked of a target, and shows it as it is then. */
export function useUpdateTarget(onSaved: () => void) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return useMutation(
    trpc.scans.updateTarget.mutationOptions({
      onSuccess: async () => {
        onSaved();
        await queryClient.invalidateQueries(trpc.scans.pathFilter());
      },
    }),
  );
}
