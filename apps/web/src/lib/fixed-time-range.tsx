"use client";

import { type ReactNode, useMemo } from "react";
import { chosenRange } from "./time-range.ts";
import { type TimeRange, TimeRangeContext } from "./use-time-range.tsx";
import { useUrlParams } from "./use-url-params.ts";

interface FixedTimeRangeProps {
  fromMs: number;
  toMs: number;
  children: ReactNode;
}

/**
 * Gives the charts inside it a time of its own, such as that of a run, in place of the page's range. A drag zooms within
 * it; the part that is shown is in the URL as milliseconds from its start (`?zoom=2000-9000`).
 */
export function FixedTimeRange({ fromMs, toMs, children }: FixedTimeRangeProps) {
  const [params, update] = useUrlParams();
  const zoom = params.get("zoom");
  const value = useMemo<TimeRange>(() => {
    const shown = zoomOf(zoom, fromMs) ?? { fromMs, toMs };
    const showAll = () => update({ zoom: null });
    return {
      selection: { preset: null, ...shown },
      ...shown,
      from: new Date(shown.fromMs).toISOString(),
      to: new Date(shown.toMs).toISOString(),
      live: false,
      setLive: () => undefined,
      setPreset: showAll,
      setRange: (a, b) => {
        const chosen = chosenRange(a, b);
        if (chosen.preset === null) update({ zoom: `${chosen.fromMs - fromMs}-${chosen.toMs - fromMs}` });
      },
      zoomOut: showAll,
      back: zoom === null ? null : showAll,
      refresh: () => undefined,
    };
  }, [zoom, fromMs, toMs, update]);
  return <TimeRangeContext value={value}>{children}</TimeRangeContext>;
}

function zoomOf(zoom: string | null, startMs: number): { fromMs: number; toMs: number } | null {
  const [, from, to] = /^(\d{1,12})-(\d{1,12})$/.exec(zoom ?? "") ?? [];
  if (from === undefined || to === undefined || Number(from) >= Number(to)) return null;
  return { fromMs: startMs + Number(from), toMs: startMs + Number(to) };
}
