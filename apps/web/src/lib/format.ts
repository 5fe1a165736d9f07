/**
 * Numbers as people read them: three significant digits and a unit. Every function takes null or undefined for
 * "nothing was measured" and then answers `NO_DATA`, which is not the same as zero.
 */
export const NO_DATA = "—";

type Maybe = number | null | undefined;
const isMissing = (value: Maybe): value is null | undefined =>
  value === null || value === undefined || Number.isNaN(value);

/** Rounds to three significant digits and drops trailing zeros: 1.2449 → "1.24", 87.02 → "87". */
function threeDigits(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "-∞";
  if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString("en-US");
  const rounded = Number(value.toPrecision(3));
  return Math.abs(rounded) < 0.001 && rounded !== 0 ? rounded.toExponential(1) : String(rounded);
}

interface Step {
  size: number;
  unit: string;
}

/** The largest step that leaves at least 1 after rounding, so that 999.96 ms reads "1 s" and never "1000 ms". */
function scaled(value: number, steps: readonly Step[], space: string): string {
  const magnitude = Math.abs(value);
  const fits = (step: Step) => Number((magnitude / step.size).toPrecision(3)) >= 1;
  const step = steps.find(fits) ?? steps[steps.length - 1];
  return step ? `${threeDigits(value / step.size)}${space}${step.unit}`.trimEnd() : String(value);
}

const SHORT_DURATIONS: readonly Step[] = [
  { size: 1000, unit: "s" },
  { size: 1, unit: "ms" },
  { size: 1e-3, unit: "µs" },
  { size: 1e-6, unit: "ns" },
];
const LONG_DURATIONS: readonly Step[] = [
  { size: 86_400_000, unit: "d" },
  { size: 3_600_000, unit: "h" },
  { size: 60_000, unit: "min" },
  { size: 1000, unit: "s" },
];

/** A duration in milliseconds: `430 µs`, `87 ms`, `1.24 s`, `2 min 5 s`, `3 d 4 h`. */
export function formatDuration(ms: Maybe): string {
  if (isMissing(ms)) return NO_DATA;
  if (ms === 0) return "0 ms";
  if (Math.abs(ms) < 59_950) return scaled(ms, SHORT_DURATIONS, " ");
  const sign = ms < 0 ? "-" : "";
  let rest = Math.abs(ms);
  const first = LONG_DURATIONS.findIndex((step) => rest >= step.size * 0.9995);
  const major = LONG_DURATIONS[Math.max(0, first)];
  const minor = LONG_DURATIONS[Math.max(0, first) + 1];
  if (!major || !minor) return scaled(ms, SHORT_DURATIONS, " ");
  rest = Math.round(rest / minor.size) * minor.size;
  const whole = Math.floor(rest / major.size);
  const remainder = Math.round((rest - whole * major.size) / minor.size);
  return `${sign}${whole} ${major.unit}${remainder ? ` ${remainder} ${minor.unit}` : ""}`;
}

/** A duration in nanoseconds, as number or decimal string. */
export function formatNano(nano: number | string | bigint | null | undefined): string {
  return nano === null || nano === undefined ? NO_DATA : formatDuration(Number(nano) / 1e6);
}

const COUNTS: readonly Step[] = [
  { size: 1e12, unit: "T" },
  { size: 1e9, unit: "G" },
  { size: 1e6, unit: "M" },
  { size: 1e3, unit: "k" },
  { size: 1, unit: "" },
];

/** A count: `0`, `87`, `12.4k`, `1.2M`. */
export function formatCount(value: Maybe): string {
  if (isMissing(value)) return NO_DATA;
  return value === 0 ? "0" : scaled(value, COUNTS, "");
}

/** A rate given per second: `12.4k/s`, `0.31/s`; slow ones per minute or hour (`1.8/min`). */
export function formatRate(perSecond: Maybe): string {
  if (isMissing(perSecond)) return NO_DATA;
  if (perSecond === 0) return "0/s";
  if (Math.abs(perSecond) >= 0.1) return `${formatCount(perSecond)}/s`;
  if (Math.abs(perSecond) * 60 >= 0.1) return `${threeDigits(perSecond * 60)}/min`;
  return `${threeDigits(perSecond * 3600)}/h`;
}

/** A ratio from 0 to 1 as per cent: `0.31 %`. */
export function formatPercent(ratio: Maybe): string {
  if (isMissing(ratio)) return NO_DATA;
  return `${threeDigits(ratio * 100)} %`;
}

const BYTES: readonly Step[] = [
  { size: 1024 ** 4, unit: "TiB" },
  { size: 1024 ** 3, unit: "GiB" },
  { size: 1024 ** 2, unit: "MiB" },
  { size: 1024, unit: "KiB" },
  { size: 1, unit: "B" },
];

/** A size in bytes: `512 B`, `1.5 MiB`. */
export function formatBytes(bytes: Maybe): string {
  if (isMissing(bytes)) return NO_DATA;
  return bytes === 0 ? "0 B" : scaled(bytes, BYTES, " ");
}

/** The value in full, for the hover text beside a rounded one. */
export function formatFull(value: Maybe, unit = ""): string {
  if (isMissing(value)) return "No data";
  const text = value.toLocaleString("en-US", { maximumFractionDigits: 9 });
  return unit ? `${text} ${unit}` : text;
}

const ABSOLUTE = new Intl.DateTimeFormat("en-GB", {
  year: "numeric",
  month: "short",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  timeZoneName: "short",
});

/** An instant in the reader's zone, with the zone: `22 Nov 2026, 02:14:07 CET`. */
export function formatAbsolute(instant: string | number | Date): string {
  return ABSOLUTE.format(toDate(instant));
}

const CLOCK = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const CLOCK_SHORT = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const DAY_CLOCK = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
});

/** Time of day: `02:14:07`, or `02:14` without seconds. */
export function formatClock(instant: string | number | Date, seconds = true): string {
  return (seconds ? CLOCK : CLOCK_SHORT).format(toDate(instant));
}

/** Day and time: `22 Nov, 02:14`. */
export function formatDayClock(instant: string | number | Date): string {
  return DAY_CLOCK.format(toDate(instant));
}

/** How long ago, or how long until: `just now`, `3 min ago`, `in 2 h`. */
export function formatRelative(instant: string | number | Date, nowMs: number): string {
  const deltaMs = nowMs - toDate(instant).getTime();
  const magnitude = Math.abs(deltaMs);
  if (magnitude < 5000) return "just now";
  const step = LONG_DURATIONS.find((candidate) => magnitude >= candidate.size);
  const text = step ? `${Math.floor(magnitude / step.size)} ${step.unit}` : "1 s";
  return deltaMs >= 0 ? `${text} ago` : `in ${text}`;
}

/** Accepts ISO 8601 with more than three fractional digits, which `Date` reads but some engines refuse beyond nine. */
function toDate(instant: string | number | Date): Date {
  if (instant instanceof Date) return instant;
  return new Date(typeof instant === "string" ? instant.replace(/(\.\d{3})\d+/, "$1") : instant);
}

/** `1 span`, `2 spans`, with the count in three digits. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}
