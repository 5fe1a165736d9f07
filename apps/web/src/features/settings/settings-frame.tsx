"use client";

import { useQuery } from "@tanstack/react-query";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { ConsoleLink } from "../../components/console-link.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { useTRPC } from "../../lib/trpc.tsx";
import { SETTINGS_PAGES } from "./settings-pages.ts";
import styles from "./settings.module.css";

/** Heading and tabs around every page of Settings; a page only admins may use is shown to admins only. */
export function SettingsFrame({ children }: { children: ReactNode }) {
  const trpc = useTRPC();
  const pathname = usePathname();
  const me = useQuery({ ...trpc.session.me.queryOptions(), staleTime: 300_000 });
  const isAdmin = me.data?.role === "admin";
  return (
    <>
      <PageHeader title="Settings" />
      <nav className={styles.tabs} aria-label="Settings">
        {SETTINGS_PAGES.filter((page) => isAdmin || !page.adminOnly).map((page) => (
          <ConsoleLink key={page.href} href={page.href} aria-current={pathname === page.href ? "page" : undefined}>
            <page.icon size={16} />
            {page.label}
          </ConsoleLink>
        ))}
      </nav>
      {children}
    </>
  );
}
