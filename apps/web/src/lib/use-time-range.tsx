"use client";

import { useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from "react";
import { useUrlParams } from "./use-url-params.ts";
import {
  chosenRange,
  liveIntervalMs,
  parseRange,
  type PresetId,
  RANGE_PARAMS,
  type RangeSelection,
  rangeParams,
  resolveRange,
  zoomedOut,
} from "./time-range.ts";

export interface TimeRange {
  selection: RangeSelection;
  fromMs: number;
  toMs: number;
  /** The same two instants as ISO 8601, ready for a procedure's input. */
  from: string;
  to: string;
  /** True when the page follows the clock: a preset range with the live switch on. */
  live: boolean;
  setLive: (live: boolean) => void;
  setPreset: (preset: PresetId) => void;
  setRange: (fromMs: number, toMs: number) => void;
  zoomOut: () => void;
  /** Returns to the range before the last change; null when there is none. */
  back: (() => void) | null;
  /** Moves a preset range to the present. */
  refresh: () => void;
}

/** Given by `TimeRangeProvider`, or by `FixedTimeRange` for what has a time of its own. */
export const TimeRangeContext = createContext<TimeRange | null>(null);

/**
 * The clock the range is resolved against: stands still unless the page is live, and while something is still being
 * loaded for the range as it is: a new range would drop what is on its way.
 */
function useNow(live: boolean, intervalMs: number): [number, () => void] {
  const queries = useQueryClient();
  const [nowMs, setNowMs] = useState(() => Math.floor(Date.now() / 1000) * 1000);
  const refresh = useCallback(() => setNowMs(Math.floor(Date.now() / 1000) * 1000), []);
  useEffect(() => {
    if (!live) return;
    const tick = () => {
      if (!document.hidden && queries.isFetching() === 0) refresh();
    };
    const timer = setInterval(tick, intervalMs);
    document.addEventListener("visibilitychange", tick);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", tick);
    };
  }, [live, intervalMs, refresh, queries]);
  return [nowMs, refresh];
}

/** Gives the pages inside it one time range, held in the URL. */
export function TimeRangeProvider({ children }: { children: ReactNode }) {
  const [params, update] = useUrlParams();
  const [from, to, range, liveParam] = [params.get("from"), params.get("to"), params.get("range"), params.get("live")];
  const [history, setHistory] = useState<RangeSelection[]>([]);

  const selection = useMemo(() => {
    const values: Record<string, string | null> = { from, to, range };
    return parseRange({ get: (key) => values[key] ?? null });
  }, [from, to, range]);
  const live = selection.preset !== null && liveParam !== "off";
  const span = resolveRange(selection, 0);
  const [nowMs, refresh] = useNow(live, liveIntervalMs(span.toMs - span.fromMs));

  const value = useMemo<TimeRange>(() => {
    const resolved = resolveRange(selection, nowMs);
    const choose = (next: RangeSelection) => {
      setHistory((past) => [...past.slice(-19), selection]);
      refresh();
      update(rangeParams(next));
    };
    const last = history.at(-1);
    return {
      selection,
      ...resolved,
      from: new Date(resolved.fromMs).toISOString(),
      to: new Date(resolved.toMs).toISOString(),
      live,
      setLive: (on) => {
        if (on && !selection.preset) choose({ preset: "15m" });
        refresh();
        update({ live: on ? null : "off" }, "replace");
      },
      setPreset: (preset) => choose({ preset }),
      setRange: (a, b) => choose(chosenRange(a, b)),
      zoomOut: () => choose(zoomedOut(selection, nowMs)),
      back: last
        ? () => {
            setHistory((past) => past.slice(0, -1));
            update(rangeParams(last));
          }
        : null,
      refresh,
    };
  }, [selection, nowMs, live, history, refresh, update]);

  return <TimeRangeContext value={value}>{children}</TimeRangeContext>;
}

/** The page's time range; throws outside the console's frame. */
export function useTimeRange(): TimeRange {
  const value = useContext(TimeRangeContext);
  if (!value) throw new Error("useTimeRange needs a TimeRangeProvider above it");
  return value;
}

/** Adds the page's time range to a path of the console, so that it survives going from page to page. */
export function useConsoleHref(): (path: string) => string {
  const [params] = useUrlParams();
  const carried = RANGE_PARAMS.flatMap((key) => {
    const value = params.get(key);
    return value ? [[key, value] as const] : [];
  });
  const key = JSON.stringify(carried);
  return useCallback(
    (path: string) => {
      const [pathname = "/", query = ""] = path.split("?");
      const next = new URLSearchParams(query);
      for (const [name, value] of JSON.parse(key) as [string, string][]) if (!next.has(name)) next.set(name, value);
      const text = next.toString();
      return text ? `${pathname}?${text}` : pathname;
    },
    [key],
  );
}
