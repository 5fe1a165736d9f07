import { LatencyHistogram, type LoadInterval, type StepInterval } from "@plimsoll/load-engine";
import type { LoadIntervalRow, LoadSums } from "@plimsoll/telemetry";

/** Which share of which run; `startsAt` is the instant of second 0, Unix milliseconds. */
export interface IntervalSource {
  projectId: string;
  runId: string;
  share: number;
  startsAt: number;
}

/**
 * One second of a share as the rows that are stored: one a step, and one of the whole run under the step `""`, which
 * counts the requests of all steps together, and what was planned and dropped in iterations.
 */
export function toIntervalRows(source: IntervalSource, interval: LoadInterval): LoadIntervalRow[] {
  const { projectId, runId, share, startsAt } = source;
  const common = { projectId, runId, share, second: interval.second, at: startsAt + interval.second * 1000 };
  const quiet = { inFlight: 0, cpu: 0, lagMs: 0 };
  const steps = interval.steps.filter((step) => step.step !== "");
  const iterations = interval.steps.find((step) => step.step === "");
  const requests = steps.filter((step) => step.kind === "request");
  const whole = { ...addSteps(requests), planned: iterations?.planned ?? 0, dropped: iterations?.dropped ?? 0 };
  return [
    { ...common, ...whole, ...interval.health, slowest: [] },
    ...steps.map((step) => ({
      ...common,
      ...step,
      ...quiet,
      slowest: interval.slowest.filter((request) => request.step === step.step),
    })),
  ];
}

/** Adds the figures of several steps into those of the step `""`. */
export function addSteps(steps: readonly (StepInterval | LoadSums)[]): LoadSums {
  const histogram = new LatencyHistogram();
  const total: LoadSums = { ...emptySums(), histogram: histogram.toSparse() };
  for (const step of steps) {
    histogram.add(step.histogram);
    for (const field of COUNTS) total[field] += step[field];
    addCounts(total.statuses, step.statuses);
    addCounts(total.errors, step.errors);
    addChecks(total.checks, step.checks);
  }
  return { ...total, histogram: histogram.toSparse() };
}

const COUNTS = ["planned", "sent", "answered", "failed", "dropped", "bytesIn", "bytesOut"] as const;

function emptySums(): Omit<LoadSums, "histogram"> {
  const none = { planned: 0, sent: 0, answered: 0, failed: 0, dropped: 0, bytesIn: 0, bytesOut: 0 };
  return { step: "", kind: "request", ...none, statuses: {}, errors: {}, checks: [] };
}

function addCounts(target: Partial<Record<string, number>>, counts: Partial<Record<string, number>>): void {
  for (const [name, count] of Object.entries(counts)) target[name] = (target[name] ?? 0) + (count ?? 0);
}

function addChecks(target: LoadSums["checks"], checks: LoadSums["checks"]): void {
  for (const { name, passed, failed } of checks) {
    const known = target.find((check) => check.name === name);
    if (known) {
      known.passed += passed;
      known.failed += failed;
    } else target.push({ name, passed, failed });
  }
}
