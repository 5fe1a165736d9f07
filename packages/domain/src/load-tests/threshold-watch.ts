import { type LoadThreshold, type LoadThresholdState, parseLoadThreshold } from "@plimsoll/core";
import { judgeThreshold } from "@plimsoll/load-engine";
import { loadSeries, type LoadSums, loadWindow } from "@plimsoll/telemetry";
import { mergeSteps } from "../load-results/local-thresholds.ts";
import type { Platform } from "../platform.ts";
import type { LoadRunResult } from "./load-run-records.ts";

/** Read in one go when there is much to catch up with. */
const SECONDS_AT_ONCE = 60;

export interface WatchedRun {
  projectId: string;
  runId: string;
  thresholds: readonly string[];
  /** After this many seconds nothing is planned any more; null where nobody knows. */
  plannedSeconds: number | null;
}

/**
 * Judges the thresholds of a run second by second, over the merged figures of all shares. Goes on from what another
 * process judged before; judging a second twice changes nothing.
 */
export class ThresholdWatch {
  readonly #telemetry: Platform["telemetry"];
  readonly #run: WatchedRun;
  readonly #thresholds: LoadThreshold[];
  readonly #longestWindow: number;
  /** Seconds that were read and are still needed: those to judge, and those before them that windows reach into. */
  readonly #recent = new Map<number, LoadSums[]>();
  /** All up to `#judgedUpTo`; null until it was read. */
  #whole: LoadSums[] | null = null;
  #judgedUpTo: number;
  #readUpTo: number | null = null;
  #states: LoadThresholdState[];

  constructor({ telemetry }: Pick<Platform, "telemetry">, run: WatchedRun, before: LoadRunResult) {
    this.#telemetry = telemetry;
    this.#run = run;
    this.#thresholds = run.thresholds.map((text) => parseLoadThreshold(text));
    this.#longestWindow = Math.max(0, ...this.#thresholds.map(windowSeconds));
    this.#judgedUpTo = before.thresholds.length === this.#thresholds.length ? before.judgedUpTo : -1;
    this.#states =
      this.#judgedUpTo >= 0
        ? before.thresholds
        : this.#thresholds.map(({ text, abort }) => ({ text, ok: null, value: null, brokenAtSecond: null, abort }));
  }

  get states(): LoadThresholdState[] {
    return this.#states;
  }
  /** Last second that was judged; -1: none. */
  get judgedUpTo(): number {
    return this.#judgedUpTo;
  }

  /** Judges every second up to this one, of which all figures must be stored. Returns the thresholds that end the run. */
  async judgeUpTo(second: number): Promise<LoadThresholdState[]> {
    while (this.#judgedUpTo < second) {
      await this.#judgeNext(second);
      const broken = this.#states.filter(({ ok, abort }) => abort && ok === false);
      if (broken.length > 0) return broken;
    }
    return [];
  }

  /** The same to the end, whatever breaks on the way: for a run that is over. */
  async judgeAllUpTo(second: number): Promise<void> {
    while (this.#judgedUpTo < second) await this.#judgeNext(second);
  }

  async #judgeNext(upTo: number): Promise<void> {
    const now = this.#judgedUpTo + 1;
    if (this.#readUpTo === null || this.#readUpTo < now) await this.#read(now, upTo);
    this.#whole = mergeSteps([...(this.#whole ?? []), ...(this.#recent.get(now) ?? [])]);
    this.#states = this.#thresholds.map((threshold, at) => this.#judge(threshold, this.#states[at], now));
    this.#judgedUpTo = now;
    for (const second of this.#recent.keys()) if (second <= now - this.#longestWindow) this.#recent.delete(second);
  }

  /** Reads the next seconds; at first also all before them, summed up, and those that windows reach into. */
  async #read(now: number, upTo: number): Promise<void> {
    const { projectId, runId } = this.#run;
    this.#whole ??= now === 0 ? [] : await loadWindow(this.#telemetry, { projectId, runId, toSecond: now });
    const fromSecond = this.#readUpTo === null ? Math.max(0, now - this.#longestWindow + 1) : now;
    const last = Math.min(upTo, now + SECONDS_AT_ONCE - 1);
    const range = { fromSecond, toSecond: last + 1, stepSeconds: 1, eachStep: true };
    for (const point of await loadSeries(this.#telemetry, { projectId, runId, ...range })) {
      this.#recent.set(point.second, [...(this.#recent.get(point.second) ?? []), point]);
    }
    this.#readUpTo = last;
  }

  #judge(threshold: LoadThreshold, before: LoadThresholdState | undefined, now: number): LoadThresholdState {
    const { text, abort } = threshold;
    const state = before ?? { text, ok: null, value: null, brokenAtSecond: null, abort };
    if (threshold.windowMs === null) {
      return { ...state, ...judgeThreshold(threshold, this.#whole ?? [], now + 1) };
    }
    const seconds = windowSeconds(threshold);
    const { plannedSeconds } = this.#run;
    // Answers that come in after the last request was planned are no rate.
    const isOver = threshold.metric === "rate" && plannedSeconds !== null && now >= plannedSeconds;
    if (state.brokenAtSecond !== null || now + 1 < seconds || isOver) return state;
    const window = Array.from({ length: seconds }, (_, at) => this.#recent.get(now - at) ?? []).flat();
    const judged = judgeThreshold(threshold, mergeSteps(window), seconds);
    return { ...state, ...judged, brokenAtSecond: judged.ok === false ? now : null };
  }
}

function windowSeconds({ windowMs }: LoadThreshold): number {
  return Math.ceil((windowMs ?? 0) / 1_000);
}
