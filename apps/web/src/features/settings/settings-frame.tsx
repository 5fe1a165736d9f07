"use client";

import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { PageHeader } from "../../components/page-header.tsx";
import { PageTabs } from "../../components/page-tabs.tsx";
import { useTRPC } from "../../lib/trpc.tsx";
import { SETTINGS_PAGES } from "./settings-pages.ts";

/** Heading and tabs around every page of Settings; a page only admins may use is shown to admins only. */
export function SettingsFrame({ children }: { children: ReactNode }) {
  const trpc = useTRPC();
  const me = useQuery({ ...trpc.session.me.queryOptions(), staleTime: 300_000 });
  const isAdmin = me.data?.role === "admin";
  return (
    <>
      <PageHeader title="Settings" />
      <PageTabs label="Settings" pages={SETTINGS_PAGES.filter((page) => isAdmin || !page.adminOnly)} />
      {children}
    </>
  );
}
