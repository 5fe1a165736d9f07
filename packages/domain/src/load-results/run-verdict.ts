import type { LoadRunResult } from "../load-tests/load-run-records.ts";
import { type LoadThresholdState, parseLoadThreshold } from "@plimsoll/core";

/** How a run that went to its end did, in a sentence. */
export function describeEnd(run: {
  thresholds: readonly LoadThresholdState[];
  answered: number;
  generatorBound: boolean;
}): string {
  const { thresholds } = run;
  const broken = thresholds.filter((threshold) => threshold.ok === false);
  const doubt = run.generatorBound
    ? " The generator was the bottleneck: the figures are about it, not the target."
    : "";
  if (broken.length > 0) return `${broken.map(describeBroken).join("; ")}.${doubt}`;
  if (run.answered === 0) return `Nothing was answered.${doubt}`;
  if (thresholds.length === 0) return `It ran to its end; there is no threshold to judge it by.${doubt}`;
  const judged = thresholds.filter((threshold) => threshold.ok === true);
  if (judged.length === 0) return `It ran to its end, but there was too little to judge its thresholds by.${doubt}`;
  const all = judged.length === thresholds.length;
  const met = judged.length === 1 ? `${judged[0]?.text} was met` : `${judged.length} thresholds were met`;
  const rest = all ? "" : `, ${thresholds.length - judged.length} could not be judged`;
  return `${met}${rest}.${doubt}`;
}

/** How a capacity search ended, in a sentence. */
export function describeCapacity(capacity: LoadRunResult["capacity"]): string {
  if (!capacity) return "The search for the load line did not end.";
  if (!capacity.line) return capacity.reason;
  const { objectives } = capacity;
  const { rate, low, high } = capacity.line;
  const met = objectives.length > 0 ? `, where ${objectives.join(" and ")} still hold${oneOf(objectives)}` : "";
  const range = high > low ? ` (${formatRate(low)} to ${formatRate(high)})` : "";
  return `The load line is ${formatRate(rate)} requests a second${range}${met}.`;
}

const oneOf = (items: readonly unknown[]) => (items.length === 1 ? "s" : "");

/** A broken threshold with what was measured, such as `p95 < 250ms was broken: 312 ms`. */
export function describeBroken(threshold: LoadThresholdState): string {
  const { value, brokenAtSecond } = threshold;
  const measured = value === null ? "" : `: ${formatThresholdValue(threshold.text, value)}`;
  return `${threshold.text} was broken${brokenAtSecond === null ? "" : ` at second ${brokenAtSecond}`}${measured}`;
}

/** A measured value in the unit of its threshold. */
export function formatThresholdValue(text: string, value: number): string {
  switch (parseLoadThreshold(text).unit) {
    case "ms":
      return value >= 10_000 ? `${round(value / 1000)} s` : `${round(value)} ms`;
    case "share":
      return `${round(value * 100)} %`;
    case "per second":
      return `${round(value)} a second`;
    case "count":
      return String(value);
  }
}

/** Three digits that count are enough for people. */
function round(value: number): string {
  return Number(value.toPrecision(value >= 1000 ? 4 : 3)).toString();
}

const formatRate = (rate: number) => round(rate);
