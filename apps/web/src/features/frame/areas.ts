import {
  IconChartLine,
  IconCpu,
  IconDatabaseHeart,
  IconGauge,
  IconHome,
  IconLayoutDashboard,
  IconListTree,
  IconServer2,
  IconSettings,
  IconShieldHalf,
  IconSitemap,
  IconStack2,
} from "@tabler/icons-react";
import type { ComponentType } from "react";

export interface Area {
  href: string;
  label: string;
  icon: ComponentType<{ size?: number | string; stroke?: number | string }>;
  /** Keyboard shortcut that leads there. */
  keys: string;
}

/** What the navigation, the command palette and the shortcuts offer: one line an area. */
export const AREA_GROUPS: { label: string; areas: Area[] }[] = [
  {
    label: "Observe",
    areas: [
      { href: "/", label: "Overview", icon: IconHome, keys: "g o" },
      { href: "/traces", label: "Traces", icon: IconListTree, keys: "g t" },
      { href: "/services", label: "Services", icon: IconServer2, keys: "g s" },
      { href: "/map", label: "Map", icon: IconSitemap, keys: "g m" },
      { href: "/metrics", label: "Metrics", icon: IconChartLine, keys: "g e" },
      { href: "/dashboards", label: "Dashboards", icon: IconLayoutDashboard, keys: "g d" },
      { href: "/resources", label: "Resources", icon: IconCpu, keys: "g r" },
      { href: "/caches", label: "Caches", icon: IconDatabaseHeart, keys: "g c" },
    ],
  },
  {
    label: "Prove",
    areas: [
      { href: "/load-tests", label: "Load tests", icon: IconGauge, keys: "g l" },
      { href: "/security", label: "Security", icon: IconShieldHalf, keys: "g f" },
    ],
  },
  { label: "Run", areas: [{ href: "/jobs", label: "Jobs", icon: IconStack2, keys: "g j" }] },
  { label: "Instance", areas: [{ href: "/settings", label: "Settings", icon: IconSettings, keys: "," }] },
];

export const AREAS: Area[] = AREA_GROUPS.flatMap((group) => group.areas);

/** True when `pathname` lies in the area. */
export function isInArea(pathname: string, area: Area): boolean {
  return area.href === "/" ? pathname === "/" : pathname === area.href || pathname.startsWith(`${area.href}/`);
}
