"use client";

import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { PageHeader } from "../../components/page-header.tsx";
import { PageTabs } from "../../components/page-tabs.tsx";
import { SECURITY_PAGES } from "./security-pages.ts";
import { SecurityActions } from "./start/security-actions.tsx";

/** Heading and tabs around the lists of Security; one target, one scan and one finding have headings of their own. */
export function SecurityFrame({ children }: { children: ReactNode }) {
  const pathname = usePathname();
  if (!SECURITY_PAGES.some((page) => page.href === pathname)) return children;
  return (
    <>
      <PageHeader title="Security" actions={<SecurityActions />} />
      <PageTabs label="Security" pages={SECURITY_PAGES} />
      {children}
    </>
  );
}
