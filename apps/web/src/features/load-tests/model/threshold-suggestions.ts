import type { LoadMode } from "@plimsoll/core";

interface Suggestion {
  text: string;
  /** What it asks for, in words. */
  words: string;
}

const ALWAYS: readonly Suggestion[] = [
  { text: "p95 < 250ms", words: "19 of 20 answers come within 250 ms" },
  { text: "p99 < 1s", words: "99 of 100 answers come within a second" },
  { text: "errors < 1%", words: "fewer than one in a hundred requests fails" },
];
const OF_RUNS: readonly Suggestion[] = [
  { text: "errors < 25% over 10s abort", words: "stops the run when a quarter fails for ten seconds" },
];
const OF_RATES: readonly Suggestion[] = [{ text: "dropped == 0", words: "everything planned was sent" }];

const metricOf = (text: string) => /^\s*(?:[^:]+:\s*)?(\w+)/.exec(text)?.[1] ?? "";

/** Thresholds that suit the mode and say something that those present do not. */
export function suggestThresholds(mode: LoadMode, present: readonly string[]): Suggestion[] {
  const all = [...ALWAYS, ...(mode === "capacity" ? [] : OF_RUNS), ...(mode === "open" ? OF_RATES : [])];
  const kind = (text: string) => `${metricOf(text)}${text.includes("abort") ? " abort" : ""}`;
  const kinds = present.map(kind);
  return all.filter(({ text }) => !kinds.includes(kind(text)));
}
