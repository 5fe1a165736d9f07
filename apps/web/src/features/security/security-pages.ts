import { IconBug, IconHistory, IconShieldHalf } from "@tabler/icons-react";
import type { PageTab } from "../../components/page-tabs.tsx";
import { FINDINGS_HREF, SCANS_HREF, SECURITY_HREF } from "../../lib/security-links.ts";

/** The pages of Security: one line a page, for its tabs and the command palette. */
export const SECURITY_PAGES: readonly PageTab[] = [
  { href: SECURITY_HREF, label: "Overview", icon: IconShieldHalf },
  { href: FINDINGS_HREF, label: "Findings", icon: IconBug },
  { href: SCANS_HREF, label: "Scans", icon: IconHistory },
];
