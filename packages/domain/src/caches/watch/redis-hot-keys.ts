import type { HotKeys } from "@plimsoll/core";
import type { SampledKey } from "./key-patterns.ts";

const MOST_KEYS = 20;
const LONGEST_KEY = 200;

/** The keys of a sample that the server says are used most; null where it keeps no counter, which takes an LFU policy. */
export function hotOfSample(sample: readonly SampledKey[]): HotKeys | null {
  const counted = sample.flatMap(({ key, frequency }) =>
    frequency === null ? [] : [{ key: cut(key), value: frequency }],
  );
  if (counted.length === 0) return null;
  return { by: "frequency", total: null, keys: counted.sort(mostFirst).slice(0, MOST_KEYS) };
}

/**
 * What HOTKEYS GET (Redis 8.6 and later) answers: a list of names and values, in a list of its own by some versions; null
 * when nobody started a tracking. Fields that are not there are left out.
 * @see https://redis.io/docs/latest/commands/hotkeys-get
 */
export function hotOfTracking(answer: unknown): HotKeys[] {
  const list = Array.isArray(answer) && Array.isArray(answer[0]) ? answer[0] : answer;
  const fields = new Map(pairsOf(list));
  const found = (by: HotKeys["by"], name: string, totalName: string): HotKeys[] => {
    const keys = pairsOf(fields.get(name)).map(([key, value]) => ({ key: cut(key), value: Number(value) }));
    const total = fields.get(totalName);
    const known = keys.filter(({ value }) => Number.isFinite(value));
    if (known.length === 0) return [];
    return [{ by, total: typeof total === "number" ? total : null, keys: known.sort(mostFirst).slice(0, MOST_KEYS) }];
  };
  return [
    ...found("cpu", "by-cpu-time-us", "all-commands-all-slots-us"),
    ...found("network", "by-net-bytes", "net-bytes-all-commands-all-slots"),
  ];
}

/** Whether the server has the command; Valkey has it not. */
export function hasHotKeys(version: string): boolean {
  const [, major = "0", minor = "0"] = /^redis (\d+)\.(\d+)/.exec(version) ?? [];
  return Number(major) > 8 || (Number(major) === 8 && Number(minor) >= 6);
}

function pairsOf(list: unknown): [string, unknown][] {
  if (!Array.isArray(list)) return [];
  return Array.from({ length: Math.floor(list.length / 2) }, (_, at) => [String(list[2 * at]), list[2 * at + 1]]);
}

const cut = (key: string): string => (key.length > LONGEST_KEY ? `${key.slice(0, LONGEST_KEY)}…` : key);
const mostFirst = (a: { value: number }, b: { value: number }): number => b.value - a.value;
