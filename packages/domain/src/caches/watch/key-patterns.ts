/** A key as it was looked at in a sample. */
export interface SampledKey {
  key: string;
  bytes: number;
  /** Null for a key that never expires. */
  ttlMs: number | null;
  /** Seconds since it was last read or written; null where the server does not say. */
  idleSeconds: number | null;
  /** The server's logarithmic counter of how often it is used; null where it keeps none. */
  frequency: number | null;
}

/** Keys of one pattern, such as `user:*:profile`, as far as the sample tells. */
export interface KeyPattern {
  pattern: string;
  /** Of the sampled keys. */
  keys: number;
  bytes: number;
  withoutTtl: number;
  medianTtlMs: number | null;
  medianIdleSeconds: number | null;
  /** One of its keys, shortened. */
  example: string;
}

const SEPARATORS = /([:/|.])/;
const LONGEST_EXAMPLE = 120;
const LONGEST_PATTERN = 200;
const MOST_PARTS = 12;
/** A part that stands for a thing among many: a number, a date, a UUID, a hash, or what was made up at random. */
const IDENTIFIERS = [
  /^\d[\d,-]*$/,
  /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i,
  /^[0-9a-f]{12,}$/i,
  /^(?=.*\d)[\w-]{16,}$/,
  /@/,
];

/** The pattern of a key: its parts, those that name one thing among many as `*`. */
export function patternOf(key: string): string {
  const parts = key.slice(0, 4 * LONGEST_PATTERN).split(SEPARATORS);
  const shown = parts.slice(0, 2 * MOST_PARTS).map((part) => generalise(part));
  const pattern = shown.join("") + (parts.length > shown.length ? "…" : "");
  return pattern.length > LONGEST_PATTERN ? `${pattern.slice(0, LONGEST_PATTERN)}…` : pattern;
}

function generalise(part: string): string {
  if (IDENTIFIERS.some((identifier) => identifier.test(part))) return "*";
  // `user42` and `page-3` are one of many, too.
  return part.replace(/(?<=\D)\d+$/, "*");
}

/** What the sample's keys have in common, those that take most memory first; the rest of the patterns under `…`. */
export function groupKeys(sample: readonly SampledKey[], most: number): KeyPattern[] {
  const groups = new Map<string, SampledKey[]>();
  for (const each of sample) {
    const pattern = patternOf(each.key);
    const known = groups.get(pattern);
    if (known) known.push(each);
    else groups.set(pattern, [each]);
  }
  const patterns = [...groups].map(([pattern, keys]) => describe(pattern, keys)).sort((a, b) => b.bytes - a.bytes);
  const rest = patterns.slice(most).flatMap(({ pattern }) => groups.get(pattern) ?? []);
  return rest.length === 0 ? patterns : [...patterns.slice(0, most), describe("…", rest)];
}

function describe(pattern: string, keys: readonly SampledKey[]): KeyPattern {
  const ttls = keys.flatMap(({ ttlMs }) => (ttlMs === null ? [] : [ttlMs]));
  const idle = keys.flatMap(({ idleSeconds }) => (idleSeconds === null ? [] : [idleSeconds]));
  const example = keys[0]?.key ?? "";
  return {
    pattern,
    keys: keys.length,
    bytes: keys.reduce((sum, { bytes }) => sum + bytes, 0),
    withoutTtl: keys.length - ttls.length,
    medianTtlMs: median(ttls),
    medianIdleSeconds: median(idle),
    example: example.length > LONGEST_EXAMPLE ? `${example.slice(0, LONGEST_EXAMPLE)}…` : example,
  };
}

function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? null;
}
