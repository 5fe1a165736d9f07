import type { LoadErrorKind, SlowRequest } from "@plimsoll/core";
import { LatencyHistogram } from "../latency-histogram.ts";
import type { LoadInterval, StepInterval } from "./load-types.ts";
import { KEPT_SLOW_REQUESTS } from "./step-figures.ts";

/** One second of several generators as if it had been one: counts add up, histograms too, nothing is averaged. */
export function mergeIntervals(second: number, parts: readonly LoadInterval[]): LoadInterval {
  return {
    second,
    steps: mergeSteps(parts.flatMap((part) => part.steps)),
    slowest: mergeSlowest(parts.flatMap((part) => part.slowest)),
    health: {
      cpu: Math.max(0, ...parts.map((part) => part.health.cpu)),
      lagMs: Math.max(0, ...parts.map((part) => part.health.lagMs)),
      inFlight: parts.reduce((sum, part) => sum + part.health.inFlight, 0),
    },
  };
}

function mergeSteps(steps: readonly StepInterval[]): StepInterval[] {
  const byName = new Map<string, StepInterval[]>();
  for (const step of steps) {
    const key = `${step.kind} ${step.step}`;
    byName.set(key, [...(byName.get(key) ?? []), step]);
  }
  return [...byName.values()].flatMap(([first, ...rest]) => (first ? [mergeStep(first, rest)] : []));
}

function mergeStep(first: StepInterval, rest: readonly StepInterval[]): StepInterval {
  if (rest.length === 0) return first;
  const all = [first, ...rest];
  const histogram = new LatencyHistogram();
  for (const step of all) histogram.add(step.histogram);
  const sum = (pick: (step: StepInterval) => number) => all.reduce((total, step) => total + pick(step), 0);
  return {
    step: first.step,
    kind: first.kind,
    planned: sum((step) => step.planned),
    sent: sum((step) => step.sent),
    answered: sum((step) => step.answered),
    failed: sum((step) => step.failed),
    dropped: sum((step) => step.dropped),
    bytesIn: sum((step) => step.bytesIn),
    bytesOut: sum((step) => step.bytesOut),
    histogram: histogram.toSparse(),
    statuses: addUp<string>(all.map((step) => step.statuses)),
    errors: addUp<LoadErrorKind>(all.map((step) => step.errors)),
    checks: mergeChecks(all.flatMap((step) => step.checks)),
  };
}

function addUp<Key extends string>(counts: readonly Partial<Record<Key, number>>[]): Record<Key, number> {
  const totals: Partial<Record<Key, number>> = {};
  for (const part of counts) {
    for (const key in part) totals[key] = (totals[key] ?? 0) + (part[key] ?? 0);
  }
  return totals as Record<Key, number>;
}

function mergeChecks(checks: StepInterval["checks"]): StepInterval["checks"] {
  const byName = new Map<string, StepInterval["checks"][number]>();
  for (const { name, passed, failed } of checks) {
    const known = byName.get(name);
    byName.set(name, { name, passed: passed + (known?.passed ?? 0), failed: failed + (known?.failed ?? 0) });
  }
  return [...byName.values()];
}

function mergeSlowest(requests: readonly SlowRequest[]): SlowRequest[] {
  const kept = new Map<string, number>();
  return requests
    .toSorted((a, b) => b.latencyMs - a.latencyMs)
    .filter(({ step }) => {
      const place = (kept.get(step) ?? 0) + 1;
      kept.set(step, place);
      return place <= KEPT_SLOW_REQUESTS;
    });
}
