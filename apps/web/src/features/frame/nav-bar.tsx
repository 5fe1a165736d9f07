"use client";

import { Tooltip, UnstyledButton } from "@mantine/core";
import { IconLayoutSidebarLeftCollapse, IconLayoutSidebarLeftExpand } from "@tabler/icons-react";
import { usePathname } from "next/navigation";
import { ConsoleLink } from "../../components/console-link.tsx";
import { Mark } from "../../components/mark.tsx";
import { type Area, AREA_GROUPS, isInArea } from "./areas.ts";
import styles from "./frame.module.css";
import { type Health, HEALTH_WORDS } from "./use-health.ts";

interface NavBarProps {
  health: Health;
  collapsed: boolean;
  /** Absent in the drawer, which is never collapsed. */
  onToggle?: () => void;
  onNavigate?: () => void;
}

/** The navigation on the left: 208 px, or 52 px of icons when collapsed. */
export function NavBar({ health, collapsed, onToggle, onNavigate }: NavBarProps) {
  return (
    <nav className={styles.nav} data-collapsed={collapsed || undefined} aria-label="Areas">
      <ConsoleLink
        href="/"
        className={styles.brand}
        data-health={health}
        title={HEALTH_WORDS[health]}
        onClick={() => onNavigate?.()}
      >
        <Mark size={22} />
        {!collapsed && <span>Plimsoll</span>}
      </ConsoleLink>
      {AREA_GROUPS.map((group) => (
        <div key={group.label} className={styles.navGroup}>
          <p className={styles.navLabel}>{collapsed ? "" : group.label}</p>
          {group.areas.map((area) => (
            <NavLink key={area.href} area={area} collapsed={collapsed} onNavigate={onNavigate} />
          ))}
        </div>
      ))}
      {onToggle && (
        <Tooltip label={collapsed ? "Show labels" : "Hide labels"} position="right">
          <UnstyledButton
            className={styles.collapse}
            onClick={onToggle}
            aria-label={collapsed ? "Expand navigation" : "Collapse navigation"}
          >
            {collapsed ? <IconLayoutSidebarLeftExpand size={18} /> : <IconLayoutSidebarLeftCollapse size={18} />}
          </UnstyledButton>
        </Tooltip>
      )}
    </nav>
  );
}

interface NavLinkProps {
  area: Area;
  collapsed: boolean;
  onNavigate: (() => void) | undefined;
}

function NavLink({ area, collapsed, onNavigate }: NavLinkProps) {
  const active = isInArea(usePathname(), area);
  const Icon = area.icon;
  return (
    <Tooltip
      label={collapsed ? `${area.label} (${area.keys})` : area.keys}
      position="right"
      openDelay={collapsed ? 100 : 700}
    >
      <ConsoleLink
        href={area.href}
        className={styles.navLink}
        aria-current={active ? "page" : undefined}
        aria-label={area.label}
        onClick={() => onNavigate?.()}
      >
        <Icon size={18} stroke={1.75} />
        {!collapsed && <span>{area.label}</span>}
      </ConsoleLink>
    </Tooltip>
  );
}
