const formats = new Map<string, Intl.DateTimeFormat>();

function formatFor(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    weekday: "short",
    day: "2-digit",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    timeZoneName: "short",
  });
  formats.set(timeZone, format);
  return format;
}

/** An instant on the clocks of a zone, with the zone: `Sun, 22 Nov, 09:00:00 CET`. Throws for a zone nobody knows. */
export function formatInZone(instant: string, timeZone: string): string {
  return formatFor(timeZone).format(new Date(instant));
}

/** The zone of the reader's own clock. */
export function readersZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** Every zone that the reader's browser knows, UTC and their own first. */
export function knownZones(): string[] {
  return [...new Set(["UTC", readersZone(), ...Intl.supportedValuesOf("timeZone")])];
}
