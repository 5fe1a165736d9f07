const DAY_MS = 86_400_000;

/** The most that a suppression may last, in days. */
export const MOST_DAYS = 730;
/** What a suppression may be set to end in with one click. */
export const EXPIRY_DAYS = [30, 90, 180, 365] as const;

/** The day that lies `days` after `nowMs`, as a date field has it: `2026-12-31`, on the reader's calendar. */
export function dayAfter(nowMs: number, days: number): string {
  const date = new Date(nowMs);
  date.setDate(date.getDate() + days);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** The end of that day on the reader's clock, as an instant; null when it is no day. */
export function endOfDay(day: string): string | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return null;
  const end = new Date(`${day}T23:59:59`);
  return Number.isNaN(end.getTime()) ? null : end.toISOString();
}

/** Why a suppression cannot end on that day; null when it can. */
export function expiryError(day: string, nowMs: number): string | null {
  const end = endOfDay(day);
  if (end === null) return "Say on which day it ends";
  const aheadMs = Date.parse(end) - nowMs;
  if (aheadMs <= 0) return "That day is over";
  return aheadMs > MOST_DAYS * DAY_MS ? "Two years at most" : null;
}
