"use client";

import { Spotlight, type SpotlightActionGroupData } from "@mantine/spotlight";
import { useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import {
  IconClock,
  IconGauge,
  IconLayoutDashboard,
  IconMoonStars,
  IconPlayerPause,
  IconPlus,
  IconSearch,
  IconShieldHalf,
  IconStack2,
  IconZoomOut,
} from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { ServiceDot } from "../../components/service-label.tsx";
import { queueHref } from "../../lib/job-links.ts";
import { leaveThrough } from "../../lib/leave-guard.ts";
import { loadTestHref, NEW_LOAD_TEST_HREF } from "../../lib/load-links.ts";
import { readRecentTraces, type RecentTrace } from "../../lib/recent-traces.ts";
import { securityTargetHref } from "../../lib/security-links.ts";
import { useTRPC } from "../../lib/trpc.tsx";
import { useRefusal } from "../../lib/use-role.ts";
import { useConsoleHref, useTimeRange } from "../../lib/use-time-range.tsx";
import { AREAS } from "./areas.ts";
import styles from "./frame.module.css";
import { JOBS_PAGES } from "../jobs/jobs-pages.ts";
import { LOAD_TESTS_PAGES } from "../load-tests/load-tests-pages.ts";
import { SECURITY_PAGES } from "../security/security-pages.ts";
import { SETTINGS_PAGES } from "../settings/settings-pages.ts";

const TRACE_ID = /^[0-9a-f]{32}$/i;

/** `mod+k` or `/`: every page, service, recent trace and action, by name. */
export function CommandPalette() {
  const [query, setQuery] = useState("");
  const [recent, setRecent] = useState<RecentTrace[]>([]);
  const [opened, setOpened] = useState(false);
  const searches = useSearchActions(query);
  const found = [
    ...usePageActions(),
    ...useServiceActions(opened),
    ...useQueueActions(opened),
    ...useLoadTestActions(opened),
    ...useDashboardActions(opened),
    ...useScanTargetActions(opened),
    ...useTraceActions(recent),
    ...useDoActions(),
  ];
  // A trace id means that trace; any other text is a name first and a search second.
  const actions = TRACE_ID.test(query.trim()) ? [...searches, ...found] : [...found, ...searches];
  return (
    <Spotlight
      actions={actions}
      query={query}
      onQueryChange={setQuery}
      onSpotlightOpen={() => {
        setOpened(true);
        setRecent(readRecentTraces());
      }}
      nothingFound="Nothing has that name"
      centered={false}
      yOffset="12dvh"
      scrollable
      maxHeight={420}
      limit={30}
      overlayProps={{ blur: 0, backgroundOpacity: 0.5 }}
      classNames={{ content: styles.palette ?? "" }}
      attributes={{ content: { "aria-label": "Go to" } }}
      scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}
      shortcut={["mod + K"]}
      searchProps={{
        leftSection: <IconSearch size={16} />,
        placeholder: "Go to a page, service or trace id",
        "aria-label": "Go to a page, service or trace id",
      }}
    />
  );
}

function useGo(): (path: string) => void {
  const router = useRouter();
  const to = useConsoleHref();
  return (path) => leaveThrough(() => router.push(to(path)));
}

function useSearchActions(query: string): SpotlightActionGroupData[] {
  const go = useGo();
  const text = query.trim();
  if (!text) return [];
  const open = { id: "trace-id", label: `Open trace ${text}`, onClick: () => go(`/traces/${text.toLowerCase()}`) };
  const search = {
    id: "search-traces",
    label: `Search traces for ${text}`,
    onClick: () => go(`/traces?q=${encodeURIComponent(text)}`),
  };
  return [{ group: "Traces", actions: [TRACE_ID.test(text) ? open : search] }];
}

function usePageActions(): SpotlightActionGroupData[] {
  const go = useGo();
  const areas = AREAS.map((area) => ({
    id: area.href,
    label: area.label,
    leftSection: <area.icon size={16} />,
    rightSection: <kbd className="muted">{area.keys}</kbd>,
    onClick: () => go(area.href),
  }));
  const settings = SETTINGS_PAGES.map((page) => ({
    id: page.href,
    label: `Settings: ${page.label}`,
    leftSection: <page.icon size={16} />,
    onClick: () => go(page.href),
  }));
  // The first of them is the area itself.
  const jobs = JOBS_PAGES.slice(1).map((page) => ({
    id: page.href,
    label: `Jobs: ${page.label}`,
    leftSection: <page.icon size={16} />,
    onClick: () => go(page.href),
  }));
  const loadTests = LOAD_TESTS_PAGES.slice(1).map((page) => ({
    id: page.href,
    label: `Load tests: ${page.label}`,
    leftSection: <page.icon size={16} />,
    onClick: () => go(page.href),
  }));
  const security = SECURITY_PAGES.slice(1).map((page) => ({
    id: page.href,
    label: `Security: ${page.label}`,
    leftSection: <page.icon size={16} />,
    onClick: () => go(page.href),
  }));
  return [{ group: "Pages", actions: [...areas, ...jobs, ...loadTests, ...security, ...settings] }];
}

function useServiceActions(opened: boolean): SpotlightActionGroupData[] {
  const go = useGo();
  const trpc = useTRPC();
  const { from, to } = useTimeRange();
  const services = useQuery({ ...trpc.services.list.queryOptions({ from, to }), enabled: opened, staleTime: 60_000 });
  const actions = (services.data?.items ?? []).map((service) => ({
    id: `service-${service.name}`,
    label: service.name,
    leftSection: <ServiceDot service={service.name} />,
    onClick: () => go(`/services/${encodeURIComponent(service.name)}`),
  }));
  return actions.length > 0 ? [{ group: "Services", actions }] : [];
}

function useQueueActions(opened: boolean): SpotlightActionGroupData[] {
  const go = useGo();
  const trpc = useTRPC();
  const { from, to } = useTimeRange();
  const queues = useQuery({ ...trpc.queues.list.queryOptions({ from, to }), enabled: opened, staleTime: 60_000 });
  const actions = (queues.data?.items ?? []).map(({ source, queue }) => ({
    id: `queue-${source}-${queue}`,
    label: queue,
    leftSection: <IconStack2 size={16} />,
    onClick: () => go(queueHref(source, queue)),
  }));
  return actions.length > 0 ? [{ group: "Queues", actions }] : [];
}

function useLoadTestActions(opened: boolean): SpotlightActionGroupData[] {
  const go = useGo();
  const trpc = useTRPC();
  const refusal = useRefusal("member");
  const tests = useQuery({
    ...trpc.loadTests.list.queryOptions({ limit: 500 }),
    enabled: opened,
    staleTime: 60_000,
  });
  const actions = (tests.data ?? []).map(({ id, name }) => ({
    id: `load-test-${id}`,
    label: name,
    leftSection: <IconGauge size={16} />,
    onClick: () => go(loadTestHref(id)),
  }));
  const create = {
    id: "new-load-test",
    label: "New load test",
    leftSection: <IconPlus size={16} />,
    onClick: () => go(NEW_LOAD_TEST_HREF),
  };
  const all = refusal === null ? [...actions, create] : actions;
  return all.length > 0 ? [{ group: "Load tests", actions: all }] : [];
}

function useDashboardActions(opened: boolean): SpotlightActionGroupData[] {
  const go = useGo();
  const trpc = useTRPC();
  const dashboards = useQuery({ ...trpc.dashboards.list.queryOptions({}), enabled: opened, staleTime: 60_000 });
  const actions = (dashboards.data ?? []).map(({ id, name }) => ({
    id: `dashboard-${id}`,
    label: name,
    leftSection: <IconLayoutDashboard size={16} />,
    onClick: () => go(`/dashboards/${encodeURIComponent(id)}`),
  }));
  return actions.length > 0 ? [{ group: "Dashboards", actions }] : [];
}

function useScanTargetActions(opened: boolean): SpotlightActionGroupData[] {
  const go = useGo();
  const trpc = useTRPC();
  const targets = useQuery({ ...trpc.scans.targets.queryOptions(), enabled: opened, staleTime: 60_000 });
  const actions = (targets.data?.items ?? []).map(({ id, name }) => ({
    id: `scan-target-${id}`,
    label: `Security of ${name}`,
    leftSection: <IconShieldHalf size={16} />,
    onClick: () => go(securityTargetHref(id)),
  }));
  return actions.length > 0 ? [{ group: "Security", actions }] : [];
}

function useTraceActions(recent: readonly RecentTrace[]): SpotlightActionGroupData[] {
  const go = useGo();
  const actions = recent.map((trace) => ({
    id: trace.traceId,
    label: trace.label,
    description: trace.traceId,
    leftSection: <IconClock size={16} />,
    onClick: () => go(`/traces/${trace.traceId}`),
  }));
  return actions.length > 0 ? [{ group: "Recent traces", actions }] : [];
}

function useDoActions(): SpotlightActionGroupData[] {
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme("dark");
  const range = useTimeRange();
  const other = scheme === "dark" ? "light" : "dark";
  const actions = [
    {
      id: "do-scheme",
      label: `Use ${other} colours`,
      leftSection: <IconMoonStars size={16} />,
      onClick: () => setColorScheme(other),
    },
    {
      id: "do-live",
      label: range.live ? "Hold the page still" : "Follow the clock",
      leftSection: <IconPlayerPause size={16} />,
      onClick: () => range.setLive(!range.live),
    },
    {
      id: "do-zoom-out",
      label: "Zoom out in time",
      leftSection: <IconZoomOut size={16} />,
      onClick: () => range.zoomOut(),
    },
  ];
  return [{ group: "Actions", actions }];
}
