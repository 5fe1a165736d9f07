"use client";

import type { Role } from "@plimsoll/core";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "./trpc.tsx";

const RANKS: Record<Role, number> = { viewer: 0, member: 1, admin: 2 };
const REASONS: Record<Role, string> = {
  viewer: "Sign in to do this",
  member: "Members and admins may do this; you are a viewer",
  admin: "Only admins may do this",
};

/**
 * Why the signed-in person may not do what asks for `needs`, in words; null when they may, and while nobody knows yet.
 * The server decides: this only saves people a refusal.
 */
export function useRefusal(needs: Role): string | null {
  const trpc = useTRPC();
  const me = useQuery({ ...trpc.session.me.queryOptions(), staleTime: 300_000 });
  if (!me.data || RANKS[me.data.role] >= RANKS[needs]) return null;
  return REASONS[needs];
}
