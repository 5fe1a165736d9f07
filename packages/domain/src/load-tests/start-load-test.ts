import { AppError, type LoadScript, type LoadTestsStartInput, toError } from "@plimsoll/core";
import type { Prisma } from "@plimsoll/db";
import { INSTANCE_QUEUE, platformJob } from "@plimsoll/jobs";
import { scriptOrigins } from "@plimsoll/load-engine";
import { type Caller, recordAudit } from "../audit/record-audit.ts";
import { newId } from "../ids.ts";
import type { Platform } from "../platform.ts";
import { assertScriptRuns } from "./assert-script-runs.ts";
import { countFreeWorkers } from "./live-workers.ts";
import { getLoadCaps, keepWithinCaps } from "./load-caps.ts";
import { UNFINISHED_STATES } from "./load-run-item.ts";
import { requireOpenTargets } from "./load-targets.ts";
import { findLoadTest, readScript, stored } from "./manage-load-tests.ts";
import { latestBuild } from "./latest-build.ts";
import { writtenOrigins } from "./script-origins.ts";

interface WantedRun {
  testId: string | null;
  name: string;
  service: string | null;
  script: LoadScript;
}

/**
 * Starts a run of a saved test or of a script, in the background, split over as many worker processes as were asked for
 * and are free. Recorded. Throws NOT_FOUND for an unknown test, BAD_REQUEST for a script that cannot run, FORBIDDEN for
 * a target that is not open and for more than the caps allow, CONFLICT while another run goes to one of its origins,
 * and UNAVAILABLE when the queue does not answer: then nothing is started.
 */
export async function startLoadTest(
  platform: Platform,
  caller: Caller,
  input: LoadTestsStartInput,
): Promise<{ runId: string }> {
  const { db } = platform;
  const wanted = await findWanted(platform, caller.projectId, input);
  assertScriptRuns(wanted.script);
  const origins = await requireOpenTargets(platform, caller.projectId, wanted.script);
  const script = keepWithinCaps(wanted.script, await getLoadCaps(platform, caller.projectId));
  const build = input.build ?? (await latestBuild(platform, caller.projectId, wanted.service));
  const workers = Math.max(1, Math.min(input.workers, await countFreeWorkers(db, new Date())));
  const runId = newId("ldr");
  await db.$transaction(async (tx) => {
    await assertOriginsFree(tx, caller.projectId, origins);
    const isBuildGuessed = input.build === undefined;
    await insertRun(tx, caller, { ...wanted, script, runId, build, isBuildGuessed, workers });
    const detail = { run: runId, name: wanted.name, origins, mode: script.load.mode, workers };
    const subject = wanted.testId ? `load-test:${wanted.testId}` : `load-run:${runId}`;
    await recordAudit(tx, { ...caller, action: "load-test.start", subject, detail });
  });
  try {
    await addRunJobs(platform, runId, workers);
  } catch (thrown) {
    await db.loadRun.updateMany({
      where: { id: runId, state: "queued" },
      data: { state: "error", verdict: "The queue did not take it.", finishedAt: new Date() },
    });
    throw toError(thrown);
  }
  return { runId };
}

async function findWanted({ db }: Platform, projectId: string, input: LoadTestsStartInput): Promise<WantedRun> {
  const { id, script, name, service } = input;
  if (id !== undefined) {
    const test = await findLoadTest(db, projectId, id);
    return { testId: id, name: name ?? test.name, service: service ?? test.service, script: readScript(test.script) };
  }
  if (!script) throw new AppError("BAD_REQUEST", "Give either `id` or `script`.");
  const [origin = "load test"] = writtenOrigins(script);
  return { testId: null, name: name ?? origin, service: service ?? null, script };
}

/** One run at a time to an origin: two would measure each other. */
async function assertOriginsFree(tx: Prisma.TransactionClient, projectId: string, origins: string[]): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('load_runs.start'))`;
  const others = await tx.loadRun.findMany({
    where: { state: { in: UNFINISHED_STATES } },
    select: { id: true, name: true, script: true, projectId: true },
  });
  for (const other of others) {
    const taken = scriptOrigins(readScript(other.script)).find((origin) => origins.includes(origin));
    if (taken === undefined) continue;
    const which = other.projectId === projectId ? `the run ${other.name} (${other.id})` : "a run of another project";
    throw new AppError("CONFLICT", `${taken} is under load already, by ${which}. Wait until it ends, or stop it.`);
  }
}

async function insertRun(
  tx: Prisma.TransactionClient,
  { projectId, actor }: Caller,
  run: WantedRun & { runId: string; build: string | null; isBuildGuessed: boolean; workers: number },
): Promise<void> {
  const { runId: id, testId, name, service, script, build, isBuildGuessed, workers } = run;
  const sent = { workers, mode: script.load.mode, script: stored(script) };
  const about = { testId, name, service, build, result: { isBuildGuessed }, ...sent };
  await tx.loadRun.create({ data: { id, projectId, startedBy: actor, jobId: finishJobId(id), ...about } });
  const shares = Array.from({ length: workers }, (_, index) => ({ runId: id, index }));
  await tx.loadRunShare.createMany({ data: shares });
}

/** A job a share, and one that ends the run when all of them are over. */
async function addRunJobs({ platformJobs }: Platform, runId: string, workers: number): Promise<void> {
  const parent = platformJob("load.finish", { runId }, { id: finishJobId(runId) });
  const children = Array.from({ length: workers }, (_, index) =>
    platformJob("load.share", { runId, index }, { id: `load-share-${runId}-${index}` }),
  );
  await platformJobs.addFlow(INSTANCE_QUEUE, parent, children);
}

function finishJobId(runId: string): string {
  return `load-finish-${runId}`;
}
