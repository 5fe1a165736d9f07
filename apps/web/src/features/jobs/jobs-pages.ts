import { IconCalendarClock, IconCpu, IconStack2 } from "@tabler/icons-react";
import type { PageTab } from "../../components/page-tabs.tsx";

/** The pages of Jobs: one line a page, for its tabs and the command palette. */
export const JOBS_PAGES: readonly PageTab[] = [
  { href: "/jobs", label: "Queues", icon: IconStack2 },
  { href: "/jobs/schedules", label: "Schedules", icon: IconCalendarClock },
  { href: "/jobs/workers", label: "Workers", icon: IconCpu },
];
