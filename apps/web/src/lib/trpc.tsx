"use client";

import type { AppRouter } from "@plimsoll/api";
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createTRPCClient, httpBatchStreamLink, httpSubscriptionLink, splitLink, TRPCClientError } from "@trpc/client";
import { createTRPCContext } from "@trpc/tanstack-react-query";
import { type ReactNode, useState } from "react";

const { TRPCProvider, useTRPC, useTRPCClient } = createTRPCContext<AppRouter>();
export { useTRPC, useTRPCClient };

/** What a failed call says: the HTTP status (0 when no answer came) and a sentence for people. */
export function describeError(error: unknown): { status: number; message: string } {
  if (error instanceof TRPCClientError) {
    const data = error.data as { httpStatus?: number } | null | undefined;
    if (data?.httpStatus) return { status: data.httpStatus, message: error.message };
    return { status: 0, message: "The instance did not answer. It may be restarting, or the network is down." };
  }
  return { status: 0, message: error instanceof Error ? error.message : String(error) };
}

/** A session that ended elsewhere sends the reader to sign in and back to where they were. */
function leaveWhenSignedOut(error: unknown): void {
  if (describeError(error).status !== 401 || typeof window === "undefined") return;
  const here = `${window.location.pathname}${window.location.search}`;
  window.location.assign(`/sign-in?next=${encodeURIComponent(here)}`);
}

function createQueryClient(): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({ onError: leaveWhenSignedOut }),
    mutationCache: new MutationCache({ onError: leaveWhenSignedOut }),
    defaultOptions: {
      queries: {
        staleTime: 5000,
        refetchOnWindowFocus: false,
        // A refused request stays refused; a failed one gets two more tries.
        retry: (count, error) => {
          const { status } = describeError(error);
          return count < 2 && (status === 0 || status >= 500);
        },
      },
    },
  });
}

function createClient() {
  const url = "/api/trpc";
  return createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: (operation) => operation.type === "subscription",
        true: httpSubscriptionLink({ url }),
        // Streams each answer as it is ready, so that a slow tile does not hold up the quick ones.
        false: httpBatchStreamLink({ url, maxItems: 10 }),
      }),
    ],
  });
}

/** Gives the pages inside it tRPC and its query cache. */
export function ApiProvider({ children }: { children: ReactNode }) {
  const [queryClient] = useState(createQueryClient);
  const [client] = useState(createClient);
  return (
    <QueryClientProvider client={queryClient}>
      <TRPCProvider trpcClient={client} queryClient={queryClient}>
        {children}
      </TRPCProvider>
    </QueryClientProvider>
  );
}
