"use client";

import { useEffect } from "react";
import { describeError } from "./trpc.tsx";

const RETRY_MS = 5000;

interface Subscription {
  status: "idle" | "connecting" | "pending" | "error";
  error: unknown;
  reset: () => void;
}

/**
 * Begins a subscription anew after the server ended it with an error. (After a lost connection the link does so by
 * itself.) What was refused or is not there stays so: nothing is tried again then.
 */
export function useResubscribe({ status, error, reset }: Subscription): void {
  const code = describeError(error).status;
  const hopeless = code >= 400 && code < 500 && code !== 429;
  useEffect(() => {
    if (status !== "error" || hopeless) return;
    const timer = setTimeout(reset, RETRY_MS);
    return () => clearTimeout(timer);
  }, [status, hopeless, reset]);
}
