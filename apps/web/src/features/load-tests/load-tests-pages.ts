import { IconGauge, IconHistory } from "@tabler/icons-react";
import type { PageTab } from "../../components/page-tabs.tsx";
import { LOAD_RUNS_HREF, LOAD_TESTS_HREF } from "../../lib/load-links.ts";

/** The pages of Load tests: one line a page, for its tabs and the command palette. */
export const LOAD_TESTS_PAGES: readonly PageTab[] = [
  { href: LOAD_TESTS_HREF, label: "Tests", icon: IconGauge },
  { href: LOAD_RUNS_HREF, label: "Recent runs", icon: IconHistory },
];
