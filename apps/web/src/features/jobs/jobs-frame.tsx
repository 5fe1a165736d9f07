"use client";

import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { PageHeader } from "../../components/page-header.tsx";
import { PageTabs } from "../../components/page-tabs.tsx";
import { JOBS_PAGES } from "./jobs-pages.ts";

/** Heading and tabs around the pages of Jobs; one queue and one job have headings of their own. */
export function JobsFrame({ children }: { children: ReactNode }) {
  const pathname = usePathname();
  if (!JOBS_PAGES.some((page) => page.href === pathname)) return children;
  return (
    <>
      <PageHeader title="Jobs" />
      <PageTabs label="Jobs" pages={JOBS_PAGES} />
      {children}
    </>
  );
}
