import { type LoadScript, type LoadThreshold, type LoadThresholdState, parseLoadThreshold } from "@plimsoll/core";
import { judgeThreshold } from "@plimsoll/load-engine";
import type { LoadSums } from "@plimsoll/telemetry";
import { addSteps } from "./to-interval-rows.ts";

/** Judges the thresholds of a run that one process sends, a second after the other, from what it has in memory. */
export class LocalThresholds {
  readonly #thresholds: LoadThreshold[];
  readonly #longest: number;
  #states: LoadThresholdState[];
  #recent: LoadSums[][] = [];

  constructor({ thresholds }: Pick<LoadScript, "thresholds">) {
    this.#thresholds = thresholds.map((text) => parseLoadThreshold(text));
    this.#longest = Math.max(0, ...this.#thresholds.map((threshold) => (threshold.windowMs ?? 0) / 1000));
    this.#states = this.#thresholds.map(({ text, abort }) => ({
      text,
      ok: null,
      value: null,
      brokenAtSecond: null,
      abort,
    }));
  }

  get states(): LoadThresholdState[] {
    return this.#states;
  }

  /** Judges after a second; `totals` are of the whole run with it. Returns the threshold that ends the run, or null. */
  add(second: number, sums: LoadSums[], totals: readonly LoadSums[]): LoadThresholdState | null {
    this.#recent = [...this.#recent, sums].slice(-Math.max(1, this.#longest));
    this.#states = this.#states.map((state, at) => {
      const threshold = this.#thresholds[at];
      return threshold ? this.#judge(threshold, state, second, totals) : state;
    });
    return this.#states.find((state) => state.abort && state.ok === false) ?? null;
  }

  #judge(
    threshold: LoadThreshold,
    state: LoadThresholdState,
    second: number,
    totals: readonly LoadSums[],
  ): LoadThresholdState {
    if (threshold.windowMs === null) return { ...state, ...judgeThreshold(threshold, totals, second + 1) };
    const seconds = threshold.windowMs / 1000;
    if (state.brokenAtSecond !== null || second + 1 < seconds) return state;
    const judged = judgeThreshold(threshold, mergeSteps(this.#recent.slice(-seconds).flat()), seconds);
    return { ...state, ...judged, brokenAtSecond: judged.ok === false ? second : null };
  }
}

/** One entry a step. */
export function mergeSteps<Sums extends LoadSums>(sums: readonly Sums[]): LoadSums[] {
  const bySteps = new Map<string, Sums[]>();
  for (const each of sums) bySteps.set(each.step, [...(bySteps.get(each.step) ?? []), each]);
  return [...bySteps].map(([step, all]) => ({ ...addSteps(all), step, kind: all[0]?.kind ?? "request" }));
}
