const METRICS = ["p50", "p90", "p95", "p99", "p999", "max", "mean", "errors", "dropped", "rate", "checks"] as const;
export type LoadThresholdMetric = (typeof METRICS)[number];
export type LoadThresholdOperator = "<" | "<=" | ">" | ">=" | "==";
/** Milliseconds, a share from 0 to 1, a number of things, or a number a second. */
export type LoadThresholdUnit = "ms" | "share" | "count" | "per second";

/** An objective of a load test, such as `p95 < 250ms over 10s abort`. */
export interface LoadThreshold {
  /** As it was written. */
  text: string;
  /** The step or group whose figures are judged; null: all requests together. */
  step: string | null;
  metric: LoadThresholdMetric;
  op: LoadThresholdOperator;
  value: number;
  unit: LoadThresholdUnit;
  /** Length of the rolling window that is judged every second, whole seconds; null: the whole run. */
  windowMs: number | null;
  /** Whether the run ends as soon as it is broken. */
  abort: boolean;
}

const LATENCIES: ReadonlySet<string> = new Set(["p50", "p90", "p95", "p99", "p999", "max", "mean"]);
const SPELLINGS: ReadonlyMap<string, LoadThresholdMetric> = new Map<string, LoadThresholdMetric>([
  ...METRICS.map((metric) => [metric, metric] as const),
  ["p99.9", "p999"],
  ["median", "p50"],
  ["avg", "mean"],
]);
const MS: ReadonlyMap<string, number> = new Map([
  ["us", 0.001],
  ["µs", 0.001],
  ["ms", 1],
  ["s", 1_000],
  ["m", 60_000],
  ["h", 3_600_000],
]);
const LONGEST_WINDOW_MS = 3_600_000;
const EXAMPLE = "Write it like `p95 < 250ms`, `errors < 1% over 10s abort` or `checkout: p99 < 1s`.";

/**
 * Reads an objective: `[step:] metric op value[unit] [over 10s] [abort]`. Latencies (p50, p90, p95, p99, p999, max, mean)
 * take us, ms, s or m; `errors` and `checks` (the share that passed) take % or a share from 0 to 1; `dropped` takes a number
 * of iterations or a % of the planned ones; `rate` is answers a second.
 * @throws Error with a message for the person who wrote it
 */
export function parseLoadThreshold(text: string): LoadThreshold {
  const { rest: withoutAbort, found: abort } = takeWord(text.trim(), "abort");
  const { rest, windowMs } = takeWindow(text, withoutAbort);
  const compared = /^(.*?)(<=|>=|==|=|<|>)([^<>=]*)$/s.exec(rest);
  if (!compared) throw broken(text, `it compares nothing. ${EXAMPLE}`);
  const [, left = "", operator = "", right = ""] = compared;
  const { step, metric } = readSubject(text, left.trim());
  const { value, unit } = readValue(text, metric, right.trim());
  const op = operator === "=" ? "==" : (operator as LoadThresholdOperator);
  return { text: text.trim(), step, metric, op, value, unit, windowMs, abort };
}

/** Whether a value meets the threshold; shares and counts are compared as they are, nothing is rounded. */
export function meetsLoadThreshold({ op, value }: Pick<LoadThreshold, "op" | "value">, measured: number): boolean {
  switch (op) {
    case "<":
      return measured < value;
    case "<=":
      return measured <= value;
    case ">":
      return measured > value;
    case ">=":
      return measured >= value;
    case "==":
      return measured === value;
  }
}

function broken(text: string, why: string): Error {
  return new Error(`The threshold "${text.trim()}" cannot be read: ${why}`);
}

function takeWord(text: string, word: string): { rest: string; found: boolean } {
  if (!text.toLowerCase().endsWith(` ${word}`)) return { rest: text, found: false };
  return { rest: text.slice(0, -word.length).trimEnd(), found: true };
}

function takeWindow(text: string, rest: string): { rest: string; windowMs: number | null } {
  const match = /\sover\s+([^\s<>=]*)$/i.exec(rest);
  if (!match) return { rest, windowMs: null };
  const duration = readNumber(match[1] ?? "");
  const size = duration && MS.get(duration.unit);
  if (!duration || !size) throw broken(text, `"${match[1]}" is no length of time; write it like \`over 10s\`.`);
  const windowMs = duration.number * size;
  if (windowMs < 1_000 || windowMs > LONGEST_WINDOW_MS) throw broken(text, "a window lasts from 1s to 1h.");
  return { rest: rest.slice(0, match.index), windowMs: Math.round(windowMs / 1_000) * 1_000 };
}

/** The name of a step may hold colons, as URLs do: the last one ends it. */
function readSubject(text: string, subject: string): { step: string | null; metric: LoadThresholdMetric } {
  const colon = subject.lastIndexOf(":");
  const word = subject.slice(colon + 1).trim();
  const metric = SPELLINGS.get(word.toLowerCase());
  if (!metric) {
    throw broken(
      text,
      word === "" ? `the metric is missing. ${EXAMPLE}` : `"${word}" is no metric; there are ${METRICS.join(", ")}.`,
    );
  }
  if (colon === -1) return { step: null, metric };
  const step = subject
    .slice(0, colon)
    .trim()
    .replace(/^"(.*)"$/s, "$1");
  if (step === "") throw broken(text, "the name of the step before the colon is missing.");
  return { step, metric };
}

function readNumber(text: string): { number: number; unit: string } | null {
  const match = /^(\d+(?:\.\d+)?|\.\d+)\s*([a-zµ%/]*)$/i.exec(text);
  return match ? { number: Number(match[1]), unit: (match[2] ?? "").toLowerCase() } : null;
}

function readValue(
  text: string,
  metric: LoadThresholdMetric,
  written: string,
): { value: number; unit: LoadThresholdUnit } {
  const read = readNumber(written);
  if (!read) throw broken(text, written === "" ? "the value is missing." : `"${written}" is no number with a unit.`);
  const { number, unit } = read;
  if (LATENCIES.has(metric)) {
    const size = MS.get(unit);
    if (!size) throw broken(text, `say the unit of the latency, such as \`${number}ms\`.`);
    return { value: number * size, unit: "ms" };
  }
  if (metric === "rate") {
    if (!["", "/s", "rps", "req/s"].includes(unit))
      throw broken(text, `a rate is a number a second, such as \`${number}/s\`.`);
    return { value: number, unit: "per second" };
  }
  if (unit !== "" && unit !== "%") throw broken(text, `${metric} has no unit "${unit}".`);
  if (metric === "dropped" && unit === "") return { value: number, unit: "count" };
  const share = unit === "%" ? number / 100 : number;
  if (share > 1) throw broken(text, `a share is at most 100%; did you mean \`${number}%\`?`);
  return { value: share, unit: "share" };
}
