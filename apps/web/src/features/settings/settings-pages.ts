import {
  IconActivityHeartbeat,
  IconDeviceDesktop,
  IconGauge,
  IconKey,
  IconPlugConnected,
  IconShieldHalf,
  IconTargetArrow,
  IconUsers,
} from "@tabler/icons-react";
import type { Area } from "../frame/areas.ts";

/** The pages of Settings: one line a page, for its tabs and the command palette. */
export const SETTINGS_PAGES: (Omit<Area, "keys"> & { adminOnly?: boolean })[] = [
  { href: "/settings/keys", label: "API keys", icon: IconKey, adminOnly: true },
  { href: "/settings/people", label: "People", icon: IconUsers, adminOnly: true },
  { href: "/settings/targets", label: "Targets", icon: IconTargetArrow },
  { href: "/settings/load-tests", label: "Load tests", icon: IconGauge },
  { href: "/settings/security", label: "Security", icon: IconShieldHalf },
  { href: "/settings/connections", label: "Connections", icon: IconPlugConnected },
  { href: "/settings/sessions", label: "My sessions", icon: IconDeviceDesktop },
  { href: "/settings/status", label: "Status", icon: IconActivityHeartbeat },
];
