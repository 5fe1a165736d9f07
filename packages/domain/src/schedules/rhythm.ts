import { AppError, toError } from "@plimsoll/core";
import { Cron } from "croner";

/** When something comes again: `cron` in a zone, or every so many milliseconds counted from `anchor`. */
export interface Rhythm {
  cron?: string | null | undefined;
  /** IANA zone that `cron` counts in. */
  timezone: string;
  everyMs?: number | null | undefined;
  /** Zero of `everyMs`, which is no run itself. */
  anchor: Date;
}

/**
 * The next `count` instants strictly after `after`, fewer when the rhythm ends.
 *
 * Cron across a change of the clocks: fields of hours and minutes without `*` and `/` name times of day, and each comes
 * once a day. One that the spring's gap leaves out comes at the gap's end, one that autumn repeats comes the first
 * time. With `*` or `/` they name a pace, which goes on through both: nothing in the gap, and twice in the repeated
 * hour.
 *
 * Throws BAD_REQUEST for an expression or zone that cannot be read.
 */
export function nextRuns(rhythm: Rhythm, after: Date, count: number): Date[] {
  if (rhythm.everyMs) {
    const first = Math.max(1, Math.floor((after.getTime() - rhythm.anchor.getTime()) / rhythm.everyMs) + 1);
    return runsEvery(rhythm.everyMs, rhythm.anchor, first, count);
  }
  return readCron(rhythm, (cron) => cron.nextRuns(count, after));
}

/** The last `count` instants from `from` to `to`, both included, oldest first. */
export function runsBetween(rhythm: Rhythm, from: Date, to: Date, count: number): Date[] {
  const runs = rhythm.everyMs ? lastEvery(rhythm.everyMs, rhythm.anchor, to, count) : lastCron(rhythm, to, count);
  return runs.filter((run) => run >= from);
}

/** Throws BAD_REQUEST for a rhythm that cannot be read or never comes, such as the 30th of February. */
export function assertRhythm(rhythm: Rhythm, now: Date): void {
  if (nextRuns(rhythm, now, 1).length > 0) return;
  throw new AppError("BAD_REQUEST", `\`cron\`: \`${rhythm.cron}\` never comes: no date fits it.`);
}

function lastEvery(everyMs: number, anchor: Date, to: Date, count: number): Date[] {
  const last = Math.floor((to.getTime() - anchor.getTime()) / everyMs);
  const first = Math.max(1, last - count + 1);
  return runsEvery(everyMs, anchor, first, Math.max(0, last - first + 1));
}

function lastCron(rhythm: Rhythm, to: Date, count: number): Date[] {
  // croner leaves out the instant itself, and reads whole seconds.
  const beyond = new Date(Math.floor(to.getTime() / 1000) * 1000 + 1000);
  return readCron(rhythm, (cron) => cron.previousRuns(count, beyond)).reverse();
}

function runsEvery(everyMs: number, anchor: Date, first: number, count: number): Date[] {
  return Array.from({ length: count }, (_, index) => new Date(anchor.getTime() + (first + index) * everyMs));
}

function readCron<T>({ cron, timezone }: Rhythm, read: (cron: Cron) => T): T {
  if (!cron) throw new AppError("BAD_REQUEST", "A schedule needs `cron` or `everyMs`.");
  assertTimezone(timezone);
  try {
    return read(new Cron(cron, { timezone, mode: "5-or-6-parts", fixedTimeRule: "no-wildcard", paused: true }));
  } catch (error) {
    const reason = toError(error).message.replace(/^CronPattern: /, "");
    throw new AppError(
      "BAD_REQUEST",
      `\`cron\`: \`${cron}\` cannot be read (${reason}). Write five fields (minute hour day month weekday), or six with seconds first.`,
      { cause: error },
    );
  }
}

function assertTimezone(timezone: string): void {
  try {
    new Intl.DateTimeFormat("en", { timeZone: timezone });
  } catch (error) {
    throw new AppError(
      "BAD_REQUEST",
      `\`timezone\`: \`${timezone}\` is no IANA time zone; write one like \`Europe/Berlin\` or \`UTC\`.`,
      { cause: error },
    );
  }
}
