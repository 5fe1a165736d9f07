import type { Overview } from "@plimsoll/core";
import { percentilesMs } from "./histogram.ts";
import type { RedSums } from "./red.ts";

export type Concern = Overview["concerns"][number];

/** One service in its last minutes, and as it usually is. */
export interface Comparison {
  service: string;
  recent: RedSums;
  usual: RedSums;
  recentMs: number;
  usualMs: number;
  /** Start of the recent minutes. */
  since: string;
}

/** Fewer requests than this say nothing about a ratio or a percentile. */
const LEAST_REQUESTS = 20;
const LEAST_ERRORS = 3;
const LEAST_USUAL = 100;
/** A service is silent when this many requests were to be expected and none came. */
const LEAST_EXPECTED = 20;

/**
 * What deserves a look, worst first. Deliberately simple:
 *
 * - errors: at least 20 requests and 3 errors, a ratio of at least 2 % that is three times the usual one, and more than
 *   three standard deviations of a binomial with the usual ratio above it, so that few requests raise no alarm;
 * - latency: p95 is at least twice the usual one and 10 ms more, with 20 requests now and 100 before;
 * - silent: not one request where the usual rate lets 20 be expected.
 */
export function findConcerns(comparisons: readonly Comparison[]): Concern[] {
  const found = comparisons.flatMap((each) => [...silence(each), ...errors(each), ...latency(each)]);
  return found.sort((a, b) => b.weight - a.weight).map((each) => each.concern);
}

interface Weighed {
  concern: Concern;
  weight: number;
}

function errors({ service, recent, usual, since }: Comparison): Weighed[] {
  if (recent.requests < LEAST_REQUESTS || recent.errors < LEAST_ERRORS) return [];
  const value = recent.errors / recent.requests;
  const usualRatio = usual.requests === 0 ? 0 : usual.errors / usual.requests;
  // Laplace's rule keeps a service that never failed from having no spread at all.
  const expected = (usual.errors + 1) / (usual.requests + 2);
  const spread = Math.sqrt((expected * (1 - expected)) / recent.requests);
  if (value < 0.02 || value < 3 * usualRatio || value < expected + 3 * spread) return [];
  const sentence = `${service}: ${percent(value)} of requests fail, usually ${percent(usualRatio)}`;
  return [
    {
      concern: { service, signal: "errors", value, usual: usualRatio, since, sentence },
      weight: value / Math.max(usualRatio, 0.005),
    },
  ];
}

function latency({ service, recent, usual, since }: Comparison): Weighed[] {
  if (recent.requests < LEAST_REQUESTS || usual.requests < LEAST_USUAL) return [];
  const [value] = percentilesMs(recent.durations, [0.95]);
  const [usualP95] = percentilesMs(usual.durations, [0.95]);
  if (value === null || value === undefined || usualP95 === null || usualP95 === undefined) return [];
  if (value < 2 * usualP95 || value < usualP95 + 10) return [];
  const sentence = `${service}: p95 is ${duration(value)}, usually ${duration(usualP95)}`;
  return [
    {
      concern: { service, signal: "latency", value, usual: usualP95, since, sentence },
      weight: value / Math.max(usualP95, 1),
    },
  ];
}

function silence({ service, recent, usual, recentMs, usualMs, since }: Comparison): Weighed[] {
  const expected = usualMs > 0 ? (usual.requests * recentMs) / usualMs : 0;
  if (recent.requests > 0 || expected < LEAST_EXPECTED) return [];
  const usualRate = (usual.requests * 1000) / usualMs;
  const sentence = `${service}: no requests, usually ${usualRate >= 1 ? usualRate.toFixed(0) : usualRate.toFixed(2)} a second`;
  return [{ concern: { service, signal: "silent", value: 0, usual: usualRate, since, sentence }, weight: 1000 }];
}

const percent = (ratio: number) => `${(ratio * 100).toFixed(ratio < 0.1 ? 1 : 0)} %`;
const duration = (ms: number) => (ms >= 1000 ? `${(ms / 1000).toFixed(1)} s` : `${ms.toFixed(ms < 10 ? 1 : 0)} ms`);
