import type { LoadTimeSpent } from "@plimsoll/core";
import { labelOperations, type RootTimes, type StoredOperations } from "@plimsoll/telemetry";

/** Traces as the telemetry store adds them up. */
export interface TraceTimes {
  roots: RootTimes[];
  operations: StoredOperations;
}
type Row = LoadTimeSpent["rows"][number];

const MAX_ROWS = 200;
/** An operation stands out when it has at least this share of what was added … */
const LEAST_SHARE = 0.25;
/** … and what was added is at least so many milliseconds, and this part of the request as it was. */
const LEAST_ADDED_MS = 1;
const LEAST_ADDED_RATIO = 0.1;
/** Fewer requests on either side say nothing. */
const LEAST_REQUESTS = 3;

/**
 * What each operation took of a request in the mean, against the same before, those that added most first. Requests of
 * the baseline are weighed as the run mixed them, so that another mix of operations is no difference; what only one of
 * the two asked for is left out.
 */
export function compareTimes(
  run: TraceTimes,
  baseline: TraceTimes,
  baselineFrom: LoadTimeSpent["baselineFrom"],
): LoadTimeSpent {
  const mix = mixOf(run.roots, baseline.roots);
  const now = meanTimes(run.roots, mix);
  const before = meanTimes(baseline.roots, mix);
  const baselineTraces = countRequests(baseline.roots);
  const isKnown = baselineTraces > 0;
  const operations = new Map([...baseline.operations, ...run.operations]);
  const labels = labelOperations(operations);
  const rows = [...new Set([...now.keys(), ...before.keys()])].map((key): Row => {
    const [mean, base] = [now.get(key), before.get(key)];
    const baselineSelfMs = isKnown ? (base?.selfMs ?? 0) : null;
    return {
      service: operations.get(key)?.service ?? "",
      operation: labels.get(key) ?? "",
      selfMs: mean?.selfMs ?? 0,
      baselineSelfMs,
      addedMs: baselineSelfMs === null ? null : (mean?.selfMs ?? 0) - baselineSelfMs,
      addedShare: null,
      callsPerRequest: mean?.calls ?? 0,
      exampleTraceId: (mean ?? base)?.exampleTraceId ?? "",
    };
  });
  const ordered = withShares(rows).sort((a, b) => (b.addedMs ?? b.selfMs) - (a.addedMs ?? a.selfMs));
  const spent = { runTraces: countRequests(run.roots), baselineTraces, baselineFrom, rows: ordered.slice(0, MAX_ROWS) };
  return { ...spent, finding: findCause(spent) };
}

const keyOf = ({ root }: RootTimes) => `${root.service}\u0000${root.name}`;
const countRequests = (roots: readonly RootTimes[]) => roots.reduce((sum, root) => sum + root.requests, 0);

/** Which part of the run's requests began with each operation, of those that both sides have, where there is another. */
function mixOf(run: readonly RootTimes[], baseline: readonly RootTimes[]): Map<string, number> {
  const known = new Set(baseline.map(keyOf));
  const common = run.filter((root) => baseline.length === 0 || known.has(keyOf(root)));
  const requests = countRequests(common);
  return new Map(common.map((root) => [keyOf(root), root.requests / requests]));
}

interface MeanTime {
  selfMs: number;
  calls: number;
  exampleTraceId: string;
  worstMs: number;
}

/** Per request of the mix. */
function meanTimes(roots: readonly RootTimes[], mix: ReadonlyMap<string, number>): Map<string, MeanTime> {
  const means = new Map<string, MeanTime>();
  for (const root of roots) {
    const weight = (mix.get(keyOf(root)) ?? 0) / root.requests;
    if (weight === 0) continue;
    for (const { operation, selfMs, spans, exampleTraceId } of root.operations) {
      const mean = means.get(operation) ?? { selfMs: 0, calls: 0, exampleTraceId, worstMs: 0 };
      means.set(operation, mean);
      mean.selfMs += selfMs * weight;
      mean.calls += spans * weight;
      if (selfMs * weight > mean.worstMs) {
        mean.worstMs = selfMs * weight;
        mean.exampleTraceId = exampleTraceId;
      }
    }
  }
  return means;
}

function withShares(rows: readonly Row[]): Row[] {
  const added = rows.reduce((sum, row) => sum + Math.max(0, row.addedMs ?? 0), 0);
  return rows.map((row) => ({
    ...row,
    addedShare: row.addedMs === null || added === 0 ? null : Math.max(0, row.addedMs) / added,
  }));
}

/** The cause in a sentence; null when nothing stands out. `rows` are ordered. */
function findCause(spent: Omit<LoadTimeSpent, "finding">): string | null {
  const [top] = spent.rows;
  if (!top || spent.runTraces < LEAST_REQUESTS) return null;
  if (spent.baselineFrom === "none") return describeShare(top, spent.rows);
  if (top.addedMs === null || spent.baselineTraces < LEAST_REQUESTS) return null;
  const before = spent.rows.reduce((sum, row) => sum + (row.baselineSelfMs ?? 0), 0);
  const isLarge = top.addedMs >= LEAST_ADDED_MS && top.addedMs >= before * LEAST_ADDED_RATIO;
  if (!isLarge || (top.addedShare ?? 0) < LEAST_SHARE) return null;
  const than = spent.baselineFrom === "before the run" ? "in the baseline" : "in the live traffic before";
  return `${nameOf(top)} took ${formatMs(top.addedMs)} more per request than ${than}: ${percent(top.addedShare ?? 0)} of what was added.`;
}

function describeShare(top: Row, rows: readonly Row[]): string | null {
  const all = rows.reduce((sum, row) => sum + row.selfMs, 0);
  if (all < LEAST_ADDED_MS || top.selfMs / all < LEAST_SHARE) return null;
  return `${nameOf(top)} took ${formatMs(top.selfMs)} per request, ${percent(top.selfMs / all)} of the whole; there is no quiet traffic to compare it with.`;
}

const nameOf = ({ service, operation }: Row) => `\`${operation}\` in ${service}`;
const percent = (share: number) => `${Math.round(share * 100)} %`;

function formatMs(ms: number): string {
  return ms >= 10_000 ? `${(ms / 1000).toFixed(1)} s` : `${ms >= 10 ? Math.round(ms) : ms.toFixed(1)} ms`;
}
