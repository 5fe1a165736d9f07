import type { LoadMode, LoadTestDetail, LoadTestItem } from "@plimsoll/core";
import type { Platform } from "../platform.ts";
import { type LoadRunRow, toLoadRunItem, UNFINISHED_STATES } from "./load-run-item.ts";
import { readFigures } from "./load-run-records.ts";
import { listScriptTargets } from "./load-targets.ts";
import { findLoadTest, type LoadTestRow, readScript } from "./manage-load-tests.ts";
import { writtenOrigins } from "./script-origins.ts";

/** Finished runs that the trend is drawn from. */
const TREND_RUNS = 20;

/** The project's tests, those with the newest change first. */
export async function listLoadTests(
  platform: Pick<Platform, "db">,
  projectId: string,
  { limit }: { limit: number },
): Promise<LoadTestItem[]> {
  const rows = await platform.db.loadTest.findMany({
    where: { projectId },
    orderBy: [{ updatedAt: "desc" }, { id: "asc" }],
    take: limit,
  });
  return withRuns(platform, rows);
}

/** One test with its script, and whether its targets may be called. Throws NOT_FOUND. */
export async function getLoadTest(
  platform: Pick<Platform, "db">,
  projectId: string,
  id: string,
): Promise<LoadTestDetail> {
  const row = await findLoadTest(platform.db, projectId, id);
  const script = readScript(row.script);
  const targets = await listScriptTargets(platform, projectId, script);
  const [item] = await withRuns(platform, [row]);
  if (!item) throw new Error("a test has no item");
  return { ...item, script, createdAt: row.createdAt.toISOString(), createdBy: row.createdBy, targets };
}

async function withRuns({ db }: Pick<Platform, "db">, rows: LoadTestRow[]): Promise<LoadTestItem[]> {
  if (rows.length === 0) return [];
  // By the index on test and time: the newest runs of each.
  const ids = await db.$queryRaw<{ id: string }[]>`
    SELECT run.id FROM unnest(${rows.map(({ id }) => id)}::text[]) AS test(id)
    CROSS JOIN LATERAL (
      SELECT id FROM load_runs WHERE "testId" = test.id ORDER BY "createdAt" DESC, id DESC LIMIT ${TREND_RUNS + 1}
    ) AS run`;
  const runs = await db.loadRun.findMany({
    where: { id: { in: ids.map(({ id }) => id) } },
    include: { lines: true },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
  });
  return rows.map((row) =>
    toItem(
      row,
      runs.filter(({ testId }) => testId === row.id),
    ),
  );
}

function toItem(row: LoadTestRow, runs: readonly LoadRunRow[]): LoadTestItem {
  const script = readScript(row.script);
  const [last] = runs;
  const finished = runs.filter(({ state }) => !UNFINISHED_STATES.includes(state)).slice(0, TREND_RUNS);
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    mode: script.load.mode satisfies LoadMode,
    service: row.service,
    origins: writtenOrigins(script),
    updatedAt: row.updatedAt.toISOString(),
    lastRun: last ? toLoadRunItem(last) : null,
    trend: finished.reverse().map((run) => ({
      runId: run.id,
      at: (run.finishedAt ?? run.createdAt).toISOString(),
      build: run.build,
      p95Ms: readFigures(run.figures)?.p95Ms ?? null,
      loadLine: run.lines[0]?.rate ?? null,
    })),
  };
}
