"use client";

import type { SystemStatus } from "@plimsoll/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTRPC } from "../../lib/trpc.tsx";

export type Health = "ok" | "degraded" | "down" | "unknown";

export const HEALTH_WORDS: Record<Health, string> = {
  ok: "This instance is healthy",
  degraded: "A part of this instance is down: see Settings, Status",
  down: "This instance does not answer",
  unknown: "Health not known yet",
};
const FAVICON_COLORS: Record<Health, string> = {
  ok: "#1a9a95",
  degraded: "#e0a21b",
  down: "#e05252",
  unknown: "#7d8fa3",
};

function healthOf(status: SystemStatus): Health {
  return status.checks.some((check) => check.status === "down") ? "degraded" : "ok";
}

/** The instance's own health, asked for twice a minute, and shown in the favicon. */
export function useHealth(): Health {
  const trpc = useTRPC();
  const status = useQuery({ ...trpc.system.status.queryOptions(), refetchInterval: 30_000 });
  const health: Health = status.error ? "down" : status.data ? healthOf(status.data) : "unknown";
  useEffect(() => {
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="${FAVICON_COLORS[health]}" stroke-width="2.4" stroke-linecap="round"><circle cx="12" cy="12" r="7.6"/><path d="M1.6 12h20.8"/></svg>`;
    const link = document.querySelector<HTMLLinkElement>("link[rel=icon]");
    if (link) link.href = `data:image/svg+xml,${encodeURIComponent(svg)}`;
  }, [health]);
  return health;
}
