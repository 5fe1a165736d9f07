import { AppError } from "@plimsoll/core";

const NANOS_PER_MILLI = 1_000_000n;
/** DateTime64(9) holds 1900 to 2262; our columns are compared within what an Int64 of nanoseconds holds. */
const MAX_NANOS = 9_223_372_036_854_775_807n;
const MIN_NANOS = -2_208_988_800_000_000_000n;

/** ISO 8601 with up to nine digits of fraction to Unix nanoseconds; throws BAD_REQUEST. */
export function toNanos(iso: string): bigint {
  const millis = Date.parse(iso);
  if (Number.isNaN(millis)) throw new AppError("BAD_REQUEST", `"${iso}" is not a time in ISO 8601.`);
  const fraction = /\.(\d+)/.exec(iso)?.[1] ?? "";
  // Date keeps milliseconds: the digits below them are added here.
  const below = BigInt(fraction.padEnd(9, "0").slice(3, 9) || "0");
  return clampNanos(BigInt(millis) * NANOS_PER_MILLI + below);
}

/** Into what the store's times can hold. */
export function clampNanos(nanos: bigint): bigint {
  if (nanos > MAX_NANOS) return MAX_NANOS;
  return nanos < MIN_NANOS ? MIN_NANOS : nanos;
}

/** Unix nanoseconds to ISO 8601 with nine digits of fraction. */
export function fromNanos(nanos: bigint): string {
  const second = nanos >= 0n ? nanos / 1_000_000_000n : -((-nanos + 999_999_999n) / 1_000_000_000n);
  const rest = nanos - second * 1_000_000_000n;
  return `${new Date(Number(second) * 1000).toISOString().slice(0, -5)}.${rest.toString().padStart(9, "0")}Z`;
}

/** Milliseconds since 1970 to ISO 8601. */
export function fromMillis(millis: number): string {
  return new Date(millis).toISOString();
}

/** An instant of our own making as an SQL literal: exact, and a constant for the analysis of the primary key. */
export function sqlTime(nanos: bigint): string {
  return `fromUnixTimestamp64Nano(toInt64('${clampNanos(nanos)}'), 'UTC')`;
}

/** Whole seconds as an SQL literal. */
export function sqlSecond(seconds: number): string {
  return `toDateTime(${Math.max(0, Math.min(4_294_967_295, Math.floor(seconds)))}, 'UTC')`;
}

const STEPS_SECONDS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400];

/** Steps of a chart over a range. */
export interface Steps {
  /** Start of the first step, milliseconds; a multiple of `stepMs`. */
  fromMs: number;
  stepMs: number;
  count: number;
}

/** Cuts a range into at most `most` round steps of at least `leastSeconds`, aligned to the step; the first may begin before `from`. */
export function stepsOf(from: string, to: string, most: number, leastSeconds = 1): Steps {
  const start = Date.parse(from);
  const end = Date.parse(to);
  const wanted = (end - start) / 1000 / most;
  const round = STEPS_SECONDS.find((step) => step >= wanted && step >= leastSeconds);
  const stepMs = (round ?? Math.max(86_400, Math.ceil(wanted / 86_400) * 86_400)) * 1000;
  const fromMs = Math.floor(start / stepMs) * stepMs;
  return { fromMs, stepMs, count: Math.max(1, Math.ceil((end - fromMs) / stepMs)) };
}
