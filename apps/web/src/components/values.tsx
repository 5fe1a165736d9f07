"use client";

import { VisuallyHidden } from "@mantine/core";
import { useEffect, useState } from "react";
import {
  formatAbsolute,
  formatBytes,
  formatCount,
  formatDuration,
  formatFull,
  formatPercent,
  formatRate,
  formatRelative,
  NO_DATA,
} from "../lib/format.ts";

type Maybe = number | null | undefined;

/** Nothing was measured; not the same as zero. */
export function NoData() {
  return (
    <span className="muted" title="No data">
      <span aria-hidden="true">{NO_DATA}</span>
      <VisuallyHidden>No data</VisuallyHidden>
    </span>
  );
}

function Value({ value, text, unit }: { value: Maybe; text: string; unit: string }) {
  return value === null || value === undefined ? <NoData /> : <span title={formatFull(value, unit)}>{text}</span>;
}

/** A duration in milliseconds, rounded, the full value on hover. */
export function Duration({ ms }: { ms: Maybe }) {
  return <Value value={ms} text={formatDuration(ms)} unit="ms" />;
}
/** A rate given per second. */
export function Rate({ perSecond }: { perSecond: Maybe }) {
  return <Value value={perSecond} text={formatRate(perSecond)} unit="per second" />;
}
/** A ratio from 0 to 1 as per cent. */
export function Percent({ ratio }: { ratio: Maybe }) {
  return (
    <Value value={ratio === null || ratio === undefined ? null : ratio * 100} text={formatPercent(ratio)} unit="%" />
  );
}
/** A size in bytes. */
export function Bytes({ bytes }: { bytes: Maybe }) {
  return <Value value={bytes} text={formatBytes(bytes)} unit="bytes" />;
}
/** A count. */
export function Count({ value }: { value: Maybe }) {
  return <Value value={value} text={formatCount(value)} unit="" />;
}

/** The present, moving once every `everyMs`, for texts such as "3 min ago". */
export function useClock(everyMs: number): number {
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return nowMs;
}

/** "3 min ago", with the absolute time and zone on hover. */
export function RelativeTime({ at }: { at: string | null | undefined }) {
  const nowMs = useClock(15_000);
  if (!at) return <NoData />;
  return (
    <time dateTime={at} title={formatAbsolute(at)} suppressHydrationWarning>
      {formatRelative(at, nowMs)}
    </time>
  );
}
