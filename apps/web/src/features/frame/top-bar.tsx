"use client";

import { ActionIcon, Tooltip, UnstyledButton } from "@mantine/core";
import { IconHelp, IconMenu2, IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../lib/trpc.tsx";
import { openPalette } from "./open-palette.ts";
import styles from "./frame.module.css";
import { LiveSwitch } from "./live-switch.tsx";
import { PersonMenu } from "./person-menu.tsx";
import { TimeRangePicker } from "./time-range-picker.tsx";

/** The bar at the top: project, search, time range, live, help, person. */
export function TopBar({ onMenu, onHelp }: { onMenu: () => void; onHelp: () => void }) {
  const trpc = useTRPC();
  const me = useQuery({ ...trpc.session.me.queryOptions(), staleTime: 300_000 });
  return (
    <header className={styles.top}>
      <ActionIcon className={styles.menuButton} aria-label="Open navigation" onClick={onMenu}>
        <IconMenu2 size={18} />
      </ActionIcon>
      <span className={styles.project} title="Project">
        {me.data?.projectName ?? ""}
      </span>
      <UnstyledButton
        className={styles.search}
        onClick={openPalette}
        aria-label="Search"
        aria-keyshortcuts="/ Control+K Meta+K"
      >
        <IconSearch size={16} aria-hidden="true" />
        <span>Search</span>
        <kbd>/</kbd>
      </UnstyledButton>
      <div className={styles.topEnd}>
        <TimeRangePicker />
        <LiveSwitch />
        <Tooltip label="Keyboard shortcuts (?)">
          <ActionIcon className={styles.wide} aria-label="Keyboard shortcuts" onClick={onHelp}>
            <IconHelp size={18} />
          </ActionIcon>
        </Tooltip>
        {me.data && <PersonMenu name={me.data.user.name} email={me.data.user.email} role={me.data.role} />}
      </div>
    </header>
  );
}
