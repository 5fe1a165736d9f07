import { formatDuration } from "../../lib/format.ts";

const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

/** What a field of a cron expression says: everything, every so many, or a list; `spans` are the ranges in the list. */
type Field =
  | { kind: "any" }
  | { kind: "step"; every: number }
  | { kind: "list"; values: readonly number[]; spans: readonly (readonly [number, number])[] };

interface FieldKind {
  min: number;
  max: number;
  /** The last value that `*` with a step reaches. */
  lastStep: number;
  /** How many values there are, where a step that divides it is an even rhythm. */
  even?: number;
  /** Three letters of each stand for the values from `min` on. */
  names?: readonly string[];
}

const SECOND: FieldKind = { min: 0, max: 59, lastStep: 59, even: 60 };
const HOUR: FieldKind = { min: 0, max: 23, lastStep: 23, even: 24 };
const DAY_OF_MONTH: FieldKind = { min: 1, max: 31, lastStep: 31 };
const MONTH: FieldKind = { min: 1, max: 12, lastStep: 12, names: MONTHS };
const DAY_OF_WEEK: FieldKind = { min: 0, max: 7, lastStep: 6, names: DAYS };

function readNumber(text: string, { min, max, names }: FieldKind): number | null {
  const byName = names?.findIndex((name) => name.slice(0, 3).toLowerCase() === text.toLowerCase()) ?? -1;
  if (byName >= 0) return byName + min;
  const value = /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN;
  return value >= min && value <= max ? value : null;
}

/** `*`, a number, a range or a name, each with an optional step, as the values it stands for. */
function readPart(part: string, kind: FieldKind): { values: number[]; span?: [number, number] } | null {
  const [range = "", step, ...more] = part.split("/");
  const [first = "", last = first, ...rest] =
    range === "*" ? [String(kind.min), String(kind.lastStep)] : range.split("-");
  const [from, to] = [readNumber(first, kind), readNumber(last, kind)];
  const every = step === undefined ? 1 : /^[1-9]\d?$/.test(step) ? Number(step) : Number.NaN;
  if (from === null || to === null || to < from || rest.length > 0 || more.length > 0 || Number.isNaN(every))
    return null;
  if (step !== undefined && last === first) return null;
  const values: number[] = [];
  for (let value = from; value <= to; value += every) values.push(value);
  return step === undefined ? { values, span: [from, to] } : { values };
}

/** Reads a field; null for what cannot be said in words here, such as `L`, `#` and `W`. */
function readField(text: string, kind: FieldKind): Field | null {
  if (text === "*" || text === "?" || text === "*/1") return { kind: "any" };
  const every = Number(/^\*\/([1-9]\d?)$/.exec(text)?.[1]);
  // Only a step that comes out even keeps its distance over the turn of the hour or day.
  if (kind.even && kind.even % every === 0 && every < kind.even) return { kind: "step", every };
  const values: number[] = [];
  const spans: [number, number][] = [];
  for (const part of text.split(",")) {
    const read = readPart(part, kind);
    if (!read) return null;
    values.push(...read.values);
    spans.push(...(read.span ? [read.span] : read.values.map((value): [number, number] => [value, value])));
  }
  return spans.length > 7 ? null : { kind: "list", values, spans };
}

function join(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? "") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

const two = (value: number) => String(value).padStart(2, "0");
const only = (field: Field) => (field.kind === "list" && field.values.length === 1 ? field.values[0] : undefined);

/** The ranges and single values of a list, by name: `Monday to Thursday and Saturday`. */
function spanWords(field: Extract<Field, { kind: "list" }>, name: (value: number) => string): string {
  return join(field.spans.map(([from, to]) => (from === to ? name(from) : `${name(from)} to ${name(to)}`)));
}

function secondWords(second: Field): string | null {
  const at = only(second);
  if (at !== undefined) return at === 0 ? "" : ` at second ${at}`;
  return null;
}

/** When in a day: `at 09:00 and 17:30`, `every 5 min`, `every hour from 09:00 to 17:00`. */
function timeWords(second: Field, minute: Field, hour: Field): string | null {
  if (second.kind !== "list") {
    if (minute.kind !== "any" || hour.kind !== "any") return null;
    return second.kind === "any" ? "every second" : `every ${second.every} seconds`;
  }
  const seconds = secondWords(second);
  if (seconds === null) return null;
  if (minute.kind !== "list") return everyFewMinutes(minute, hour, seconds);
  const at = only(minute);
  if (hour.kind === "list" && hour.spans.some(([from, to]) => to > from)) {
    const [span] = hour.spans;
    if (!span || hour.spans.length > 1 || at === undefined) return null;
    return `every hour from ${two(span[0])}:${two(at)} to ${two(span[1])}:${two(at)}${seconds}`;
  }
  if (hour.kind === "list") {
    const times = hour.values.flatMap((h) => minute.values.map((m) => `${two(h)}:${two(m)}`));
    const exact = only(second) ? `:${two(only(second) ?? 0)}` : "";
    return times.length > 6 ? null : `at ${join(times.map((time) => `${time}${exact}`))}`;
  }
  const hours = hour.kind === "any" ? "every hour" : `every ${hour.every} hours`;
  if (at === 0) return `${hours}${seconds}`;
  return minute.values.length > 6 ? null : `${hours} at minute ${join(minute.values.map(String))}${seconds}`;
}

function everyFewMinutes(minute: Exclude<Field, { kind: "list" }>, hour: Field, seconds: string): string | null {
  const rhythm = `${minute.kind === "any" ? "every minute" : `every ${minute.every} minutes`}${seconds}`;
  if (hour.kind === "any") return rhythm;
  if (hour.kind === "step" || hour.spans.length > 1) return null;
  const [span] = hour.spans;
  return span ? `${rhythm} from ${two(span[0])}:00 to ${two(span[1])}:59` : null;
}

function weekdayWords(day: Extract<Field, { kind: "list" }>): string {
  const set = [...new Set(day.values.map((value) => value % 7))].toSorted((a, b) => a - b).join();
  if (set === "1,2,3,4,5") return "on weekdays";
  if (set === "0,6") return "on Saturday and Sunday";
  return `on ${spanWords(day, (value) => DAYS[value % 7] ?? "")}`;
}

/** On which days: an empty text for all of them. */
function dayWords(dayOfMonth: Field, dayOfWeek: Field): string {
  const words: string[] = [];
  if (dayOfMonth.kind === "list") {
    const many = dayOfMonth.values.length > 1 ? "days" : "day";
    words.push(`on ${many} ${spanWords(dayOfMonth, String)} of the month`);
  }
  if (dayOfWeek.kind === "list") words.push(weekdayWords(dayOfWeek));
  return words.join(" or ");
}

/**
 * A cron expression of five fields, or six with seconds first, in words: `every day at 09:00`. Null when it says
 * something that this knows no words for, and when it is no cron expression.
 */
export function describeCron(cron: string): string | null {
  const parts = cron.trim().split(/\s+/);
  if (parts.length === 5) parts.unshift("0");
  const [s, m, h, dom, mon, dow, ...rest] = parts;
  if (!s || !m || !h || !dom || !mon || !dow || rest.length > 0) return null;
  const [second, minute, hour] = [readField(s, SECOND), readField(m, SECOND), readField(h, HOUR)];
  const [day, month, weekday] = [readField(dom, DAY_OF_MONTH), readField(mon, MONTH), readField(dow, DAY_OF_WEEK)];
  if (!second || !minute || !hour || !day || !month || !weekday) return null;
  const [time, days] = [timeWords(second, minute, hour), dayWords(day, weekday)];
  if (time === null) return null;
  const months = month.kind === "list" ? `in ${spanWords(month, (value) => MONTHS[value - 1] ?? "")}` : "";
  const every = days === "" && time.startsWith("at ") ? "every day" : "";
  return [every, time, days, months].filter(Boolean).join(" ");
}

const UNITS: readonly (readonly [ms: number, word: string])[] = [
  [604_800_000, "week"],
  [86_400_000, "day"],
  [3_600_000, "hour"],
  [60_000, "minute"],
  [1000, "second"],
];

/** `every 5 minutes`, `every hour`, `every 1 min 30 s`. */
function describeInterval(everyMs: number): string {
  const unit = UNITS.find(([ms]) => everyMs % ms === 0);
  if (!unit) return `every ${formatDuration(everyMs)}`;
  const count = everyMs / unit[0];
  return count === 1 ? `every ${unit[1]}` : `every ${count} ${unit[1]}s`;
}

/** A schedule's rhythm in words; for a cron expression without words, the expression itself. */
export function describeRhythm({ cron, everyMs }: { cron: string | null; everyMs: number | null }): string {
  if (everyMs !== null) return describeInterval(everyMs);
  return cron === null ? "" : (describeCron(cron) ?? cron);
}
