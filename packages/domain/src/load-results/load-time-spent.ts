import { type LoadTimeSpent, loadScriptSchema } from "@plimsoll/core";
import { runTracePrefix } from "@plimsoll/load-engine";
import { loadTraceTimes } from "@plimsoll/telemetry";
import type { Caller } from "../audit/record-audit.ts";
import { findLoadRun } from "../load-tests/list-load-runs.ts";
import type { Platform } from "../platform.ts";
import { compareTimes, type TraceTimes } from "./time-spent.ts";

/** Clocks of services and of the generator may differ, and a slow request's spans end after the run. */
const SLACK_MS = 60_000;
/** Live traffic before the run that stands in for a baseline. */
const LIVE_MS = 15 * 60_000;
const NOTHING: TraceTimes = { roots: [], operations: new Map() };

/**
 * Where the time of a run's requests went, by the traces of the servers, against the run's own baseline phase, or else
 * the live traffic of the same operations in the quarter of an hour before. Throws NOT_FOUND.
 */
export async function loadTimeSpent(
  { db, telemetry }: Pick<Platform, "db" | "telemetry">,
  { projectId }: Pick<Caller, "projectId">,
  runId: string,
  signal?: AbortSignal,
): Promise<LoadTimeSpent> {
  const row = await findLoadRun(db, projectId, runId);
  if (!row.startsAt) return compareTimes(NOTHING, NOTHING, "none");
  const script = loadScriptSchema.parse(row.script);
  const startsAt = row.startsAt.getTime();
  const quietFrom = startsAt - script.baseline.durationMs;
  const end = row.finishedAt?.getTime() ?? Date.now();
  const between = (from: number, to: number) => ({
    projectId,
    signal,
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
  });
  const whole = between(quietFrom - SLACK_MS, end + SLACK_MS);
  const [run, quiet] = await Promise.all([
    loadTraceTimes(telemetry, { ...whole, prefix: runTracePrefix(runId) }),
    loadTraceTimes(telemetry, { ...whole, prefix: runTracePrefix(runId, "baseline") }),
  ]);
  if (run.roots.length === 0) return compareTimes(run, NOTHING, "none");
  if (quiet.roots.length > 0) return compareTimes(run, quiet, "before the run");
  const roots = run.roots.toSorted((a, b) => b.requests - a.requests).map(({ root }) => root);
  const live = await loadTraceTimes(telemetry, { ...between(quietFrom - LIVE_MS, quietFrom), roots });
  return compareTimes(run, live, live.roots.length > 0 ? "live traffic" : "none");
}
