"use client";

import { IconPlus } from "@tabler/icons-react";
import { usePathname, useRouter } from "next/navigation";
import type { ReactNode } from "react";
import { ActionButton } from "../../components/action-button.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { PageTabs } from "../../components/page-tabs.tsx";
import { NEW_LOAD_TEST_HREF } from "../../lib/load-links.ts";
import { useConsoleHref } from "../../lib/use-time-range.tsx";
import { LOAD_TESTS_PAGES } from "./load-tests-pages.ts";

/** Heading and tabs around the lists of Load tests; one test, one run and the editor have headings of their own. */
export function LoadTestsFrame({ children }: { children: ReactNode }) {
  const pathname = usePathname();
  if (!LOAD_TESTS_PAGES.some((page) => page.href === pathname)) return children;
  return (
    <>
      <PageHeader title="Load tests" actions={<NewTestButton />} />
      <PageTabs label="Load tests" pages={LOAD_TESTS_PAGES} />
      {children}
    </>
  );
}

function NewTestButton() {
  const router = useRouter();
  const to = useConsoleHref();
  return (
    <ActionButton
      needs="member"
      leftSection={<IconPlus size={16} aria-hidden="true" />}
      onClick={() => router.push(to(NEW_LOAD_TEST_HREF))}
    >
      New load test
    </ActionButton>
  );
}
