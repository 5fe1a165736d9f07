/** Whole nanoseconds written out: `1,240,113 ns`. */
export function exactNanos(nanos: number | bigint): string {
  return `${(typeof nanos === "number" ? Math.round(nanos) : nanos).toLocaleString("en-US")} ns`;
}

const PRECISE = new Intl.DateTimeFormat("en-GB", {
  year: "numeric",
  month: "short",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
});
const ZONE = new Intl.DateTimeFormat("en-GB", { timeZoneName: "short" });

/** An instant in Unix nanoseconds, to the nanosecond, in the reader's zone: `22 Nov 2026, 02:14:07.123456789 CET`. */
export function preciseTime(unixNanos: bigint): string {
  const date = new Date(Number(unixNanos / 1_000_000n));
  const fraction = (unixNanos % 1_000_000_000n).toString().padStart(9, "0");
  const zone = ZONE.formatToParts(date).find((part) => part.type === "timeZoneName")?.value ?? "";
  return `${PRECISE.format(date)}.${fraction} ${zone}`.trim();
}

/** From the start of a span to an instant within it, in nanoseconds; both as decimal strings of Unix nanoseconds. */
export function nanosBetween(from: string, to: string): number {
  return Number(BigInt(to) - BigInt(from));
}
