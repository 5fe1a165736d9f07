import type { Prisma } from "@plimsoll/db";
import { loadWindow } from "@plimsoll/telemetry";
import { newId } from "../ids.ts";
import { type EndedRun, judgeRun } from "../load-results/judge-run.ts";
import type { Platform } from "../platform.ts";
import { latestBuild } from "./latest-build.ts";
import { isRunFinished, UNFINISHED_STATES } from "./load-run-item.ts";
import { type LoadRunResult, readPlan, readResult } from "./load-run-records.ts";
import { readScript } from "./manage-load-tests.ts";
import { openThresholdWatch } from "./run-leader.ts";
import { writtenOrigins } from "./script-origins.ts";
import { markMissing, markVanished } from "./share-place.ts";

type RunWithShares = Prisma.LoadRunGetPayload<{ include: { shares: true } }>;

/**
 * Puts a run together once all its shares are over: judges it by the merged figures, and keeps its verdict, figures and
 * load line. Whoever calls it first does it; calling it again, or at once from several processes, changes nothing.
 * Returns whether the run is over. Throws when a store does not answer: call it again.
 */
export async function finishLoadRun(platform: Platform, runId: string): Promise<boolean> {
  const { db } = platform;
  await markVanished(db, runId);
  await markMissing(db, runId);
  const run = await db.loadRun.findUnique({
    where: { id: runId },
    include: { shares: { orderBy: { index: "asc" } } },
  });
  if (!run || isRunFinished(run)) return true;
  if (run.state === "queued" || run.shares.some((share) => isUnderWay(run, share))) return false;
  await db.loadRun.updateMany({ where: { id: runId, state: { in: UNFINISHED_STATES } }, data: { state: "finishing" } });
  await endLoadRun(platform, run, null);
  return true;
}

/** Ends a run that cannot go on, with what there is of it. */
export async function failLoadRun(platform: Platform, runId: string, error: string): Promise<void> {
  const { db } = platform;
  await db.loadRunShare.updateMany({ where: { runId, state: "waiting" }, data: { state: "lost", error } });
  const include = { shares: { orderBy: { index: "asc" as const } } };
  const run = await db.loadRun.findUnique({ where: { id: runId }, include });
  if (run && !isRunFinished(run)) await endLoadRun(platform, run, error);
}

/** Of a run that was stopped before it began, nobody takes what nobody has taken. */
function isUnderWay(run: RunWithShares, { state }: RunWithShares["shares"][number]): boolean {
  return state === "ready" || state === "running" || (state === "waiting" && !run.cancelRequested);
}

async function endLoadRun(platform: Platform, run: RunWithShares, error: string | null): Promise<void> {
  const { ended, result } = await gather(platform, run, error);
  const { state, verdict, figures, errorShare, thresholds, notes, generatorBound } = judgeRun(ended);
  const kept = { ...result, thresholds, notes, errorShare, error };
  const build = await buildOf(platform, run, result);
  await platform.db.$transaction(async (tx) => {
    const done = await tx.loadRun.updateMany({
      where: { id: run.id, state: { in: UNFINISHED_STATES } },
      data: {
        state,
        verdict,
        generatorBound,
        build,
        result: kept as unknown as Prisma.InputJsonObject,
        finishedAt: new Date(),
        ...(figures ? { figures: { ...figures } } : {}),
      },
    });
    if (done.count > 0 && state === "passed") await keepLoadLine(tx, { ...run, build }, kept);
  });
}

/** A service that was deployed just before the run is known by what it answered in it. */
async function buildOf(platform: Platform, run: RunWithShares, result: LoadRunResult): Promise<string | null> {
  if (!result.isBuildGuessed) return run.build;
  return (await latestBuild(platform, run.projectId, run.service)) ?? run.build;
}

async function gather(
  platform: Platform,
  run: RunWithShares,
  error: string | null,
): Promise<{ ended: EndedRun; result: LoadRunResult }> {
  const { id: runId, projectId } = run;
  const script = readScript(run.script);
  const lastSecond = Math.max(-1, ...run.shares.map((share) => share.lastSecond ?? -1));
  const watch = await openThresholdWatch(platform, { runId, projectId, script });
  if (script.load.mode !== "capacity") await watch.judgeAllUpTo(lastSecond);
  const row = await platform.db.loadRun.findUniqueOrThrow({ where: { id: runId } });
  const result = readResult(row.result);
  const window = countedWindow(result, readPlan(row.plan));
  const totals = lastSecond < 0 ? [] : await loadWindow(platform.telemetry, { projectId, runId, ...window });
  const seconds = window ? window.toSecond - window.fromSecond : secondsOf(result, lastSecond);
  const shares = run.shares.map(({ index, state, lastSecond: last, error: reason }) => ({
    index,
    state: state as EndedRun["shares"][number]["state"],
    lastSecond: last,
    error: reason,
    report: result.reports[String(index)] ?? null,
  }));
  const { capacity } = result;
  const ended = {
    script,
    totals,
    seconds,
    shares,
    rolling: watch.states,
    error,
    capacity,
    isCancelled: row.cancelRequested,
    abortReason: row.abortReason,
  };
  return { ended, result };
}

/** A capacity search that found a line is summed up by the time in which it was confirmed; else all counts. */
function countedWindow(result: LoadRunResult, plan: ReturnType<typeof readPlan>) {
  const held = plan.findLast(({ kind, outcome }) => kind === "hold" && outcome?.held);
  if (!result.capacity?.line || !held) return undefined;
  return {
    fromSecond: Math.ceil((held.fromMs + held.warmupMs) / 1_000),
    toSecond: Math.floor(held.toMs / 1_000),
  };
}

function secondsOf(result: LoadRunResult, lastSecond: number): number {
  const reported = Object.values(result.reports).map(({ seconds }) => seconds);
  return reported.length > 0 ? Math.max(...reported) : lastSecond + 1;
}

async function keepLoadLine(tx: Prisma.TransactionClient, run: RunWithShares, result: LoadRunResult): Promise<void> {
  if (!result.capacity?.line) return;
  const { line, objectives } = result.capacity;
  const { projectId, testId, service, build, id: runId } = run;
  const script = readScript(run.script);
  const [origin = ""] = writtenOrigins(script);
  const { rate, low, high } = line;
  const about = { projectId, runId, testId, service, origin, build, objectives };
  const row = { id: newId("ldl"), ...about, rate, low, high, measuredAt: new Date() };
  await tx.loadLine.createMany({ data: [row], skipDuplicates: true });
}
