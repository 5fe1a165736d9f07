import { formatBytes, formatCount, formatDuration, formatPercent, formatRate, NO_DATA } from "./format.ts";

type Format = (value: number | null) => string;

/** Units of time, in milliseconds. */
const DURATIONS: Record<string, number> = {
  ns: 1e-6,
  us: 1e-3,
  ms: 1,
  s: 1_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};
const BYTES: Record<string, number> = {
  By: 1,
  KiBy: 1024,
  kBy: 1_000,
  MiBy: 1024 ** 2,
  MBy: 1e6,
  GiBy: 1024 ** 3,
  GBy: 1e9,
};
/** Names of metrics that are shares of 1 by OpenTelemetry's conventions. */
const SHARES = /(?:utilization|_ratio|\.ratio)$/;

/**
 * How values in a UCUM unit are written: durations, sizes and shares as everywhere in the console, counts of something
 * without its name, others with their unit.
 * @param unit as `metrics.query` answers it, `/s` at its end for a rate
 */
export function metricFormat(unit: string, metric = ""): Format {
  const perSecond = unit.endsWith("/s");
  const base = perSecond ? unit.slice(0, -2) : unit;
  const duration = DURATIONS[base];
  const bytes = BYTES[base];
  // Seconds a second, such as CPU time: the share of one.
  if (duration !== undefined && perSecond) return (value) => formatPercent(scale(value, duration / 1_000));
  if (duration !== undefined) return (value) => formatDuration(scale(value, duration));
  if (bytes !== undefined) return withSuffix((value) => formatBytes(scale(value, bytes)), perSecond ? "/s" : "");
  if (base === "%") return withSuffix((value) => formatPercent(scale(value, 0.01)), perSecond ? " a second" : "");
  if (!isCount(base)) return withSuffix(formatCount, ` ${unit}`);
  if (perSecond) return formatRate;
  return SHARES.test(metric) ? formatPercent : formatCount;
}

/** `1`, nothing, or an annotation such as `{request}`. */
function isCount(unit: string): boolean {
  return unit === "" || unit === "1" || /^\{[^}]*\}$/.test(unit);
}

const scale = (value: number | null, factor: number): number | null => (value === null ? null : value * factor);

function withSuffix(format: Format, suffix: string): Format {
  return (value) => {
    const text = format(value);
    return text === NO_DATA ? text : `${text}${suffix}`;
  };
}
