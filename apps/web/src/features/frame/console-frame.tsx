"use client";

import { Drawer } from "@mantine/core";
import { useDisclosure, useLocalStorage } from "@mantine/hooks";
import dynamic from "next/dynamic";
import { useRouter } from "next/navigation";
import { type ReactNode, Suspense } from "react";
import { leaveThrough } from "../../lib/leave-guard.ts";
import { ApiProvider } from "../../lib/trpc.tsx";
import { ShortcutsProvider, useShortcuts } from "../../lib/use-shortcuts.tsx";
import { TimeRangeProvider, useConsoleHref, useTimeRange } from "../../lib/use-time-range.tsx";
import { AREAS } from "./areas.ts";
import styles from "./frame.module.css";
import { NavBar } from "./nav-bar.tsx";
import { openPalette } from "./open-palette.ts";
import { TopBar } from "./top-bar.tsx";
import { useHealth } from "./use-health.ts";

const CommandPalette = dynamic(() => import("./command-palette.tsx").then((module) => module.CommandPalette), {
  ssr: false,
});
const HelpSheet = dynamic(() => import("./help-sheet.tsx").then((module) => module.HelpSheet), { ssr: false });

/** Everything around a page of the console: navigation, top bar, palette, shortcuts, time range and API. */
export function ConsoleFrame({ children }: { children: ReactNode }) {
  return (
    <ApiProvider>
      <Suspense>
        <TimeRangeProvider>
          <ShortcutsProvider>
            <Frame>{children}</Frame>
          </ShortcutsProvider>
        </TimeRangeProvider>
      </Suspense>
    </ApiProvider>
  );
}

function Frame({ children }: { children: ReactNode }) {
  const [collapsed, setCollapsed] = useLocalStorage({ key: "plimsoll.nav-collapsed", defaultValue: false });
  const [drawer, drawerActions] = useDisclosure();
  const [help, helpActions] = useDisclosure();
  const health = useHealth();
  useGlobalShortcuts(helpActions.open);
  return (
    <div className={styles.frame} data-collapsed={collapsed || undefined}>
      <a href="#content" className={styles.skip}>
        Skip to content
      </a>
      <div className={styles.side}>
        <NavBar health={health} collapsed={collapsed} onToggle={() => setCollapsed(!collapsed)} />
      </div>
      <Drawer
        opened={drawer}
        onClose={drawerActions.close}
        size={240}
        padding={0}
        withCloseButton={false}
        attributes={{ content: { "aria-label": "Navigation" } }}
      >
        <NavBar health={health} collapsed={false} onNavigate={drawerActions.close} />
      </Drawer>
      <div className={styles.main}>
        <TopBar onMenu={drawerActions.open} onHelp={helpActions.open} />
        <main id="content" className={styles.content}>
          {children}
        </main>
      </div>
      <CommandPalette />
      <HelpSheet opened={help} onClose={helpActions.close} />
    </div>
  );
}

function useGlobalShortcuts(openHelp: () => void): void {
  const router = useRouter();
  const to = useConsoleHref();
  const range = useTimeRange();
  useShortcuts(
    [
      ...AREAS.map((area) => ({
        keys: area.keys,
        label: `Go to ${area.label}`,
        group: "Go to",
        run: () => leaveThrough(() => router.push(to(area.href))),
      })),
      { keys: "/", label: "Search", group: "Everywhere", run: openPalette },
      { keys: "?", label: "Show this sheet", group: "Everywhere", run: openHelp },
      { keys: "l", label: "Follow the clock, or hold still", group: "Time", run: () => range.setLive(!range.live) },
      { keys: "r", label: "Refresh", group: "Time", run: range.refresh },
      { keys: "-", label: "Zoom out", group: "Time", run: range.zoomOut },
      { keys: "Backspace", label: "Back to the range before", group: "Time", run: () => range.back?.() },
    ],
    "frame",
  );
}
