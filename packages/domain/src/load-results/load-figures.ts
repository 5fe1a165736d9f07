import type { LoadFigures, LoadScript, LoadStep, LoadStepFigures } from "@plimsoll/core";
import { errorShareOf } from "@plimsoll/load-engine";
import type { LoadSums } from "@plimsoll/telemetry";
import { summariseLatency } from "./latency-summary.ts";

/** Requests of an iteration in the mean, by the weights of the scenarios. */
export function requestsPerIteration({ scenarios }: Pick<LoadScript, "scenarios">): number {
  const weight = scenarios.reduce((sum, scenario) => sum + scenario.weight, 0);
  const weighted = scenarios.reduce((sum, scenario) => sum + scenario.weight * countRequests(scenario.steps), 0);
  return weighted / weight;
}

function countRequests(steps: readonly LoadStep[]): number {
  return steps.reduce((sum, step) => {
    if (step.type === "group") return sum + countRequests(step.steps);
    return step.type === "request" ? sum + 1 : sum;
  }, 0);
}

/** What figures are worked out with. */
export interface FigureOptions {
  /** Seconds that the figures cover, for the rate. */
  seconds: number;
  /** See `requestsPerIteration`. */
  perIteration: number;
}

/**
 * The figures of a whole run (the step `""`), in requests: what was planned and dropped is stored in iterations, each of
 * which stands for so many requests.
 */
export function toRunFigures(sums: LoadSums, { seconds, perIteration }: FigureOptions): LoadFigures {
  return {
    ...toFigures(sums, seconds),
    planned: Math.round(sums.planned * perIteration),
    dropped: Math.round(sums.dropped * perIteration),
  };
}

/** The figures of one request or group. */
export function toStepFigures(sums: LoadSums, seconds: number): LoadStepFigures {
  return {
    name: sums.step,
    kind: sums.kind,
    ...toFigures(sums, seconds),
    errorShare: errorShareOf([sums]) ?? 0,
    checks: sums.checks,
  };
}

function toFigures(sums: LoadSums, seconds: number): LoadFigures {
  const { planned, sent, answered, failed, dropped, bytesIn, bytesOut, histogram } = sums;
  const rate = seconds > 0 ? answered / seconds : 0;
  return { ...summariseLatency(histogram), planned, sent, answered, failed, dropped, rate, bytesIn, bytesOut };
}
