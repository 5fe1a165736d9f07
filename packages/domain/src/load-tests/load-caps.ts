import { AppError, type LoadCaps, type LoadModel, type LoadScript } from "@plimsoll/core";
import { type Caller, recordAudit } from "../audit/record-audit.ts";
import type { Platform } from "../platform.ts";
import { flatten } from "./script-origins.ts";

const DEFAULT_CAPS: LoadCaps = {
  maxRate: 5_000,
  maxDurationMs: 3_600_000,
  maxConcurrency: 2_000,
  maxRequests: 10_000_000,
};
/** Between two steps of a capacity search, until it is decided how to go on. */
const PAUSE_MS = 3_000;

/** The most that load tests of the project may do; the defaults while no admin has set anything. */
export async function getLoadCaps({ db }: Pick<Platform, "db">, projectId: string): Promise<LoadCaps> {
  const row = await db.loadCaps.findUnique({ where: { projectId } });
  if (!row) return DEFAULT_CAPS;
  const { maxRate, maxDurationMs, maxConcurrency, maxRequests } = row;
  return { maxRate, maxDurationMs, maxConcurrency, maxRequests: Number(maxRequests) };
}

/** Sets them; recorded. Runs that go on keep to those they began with. */
export async function setLoadCaps({ db }: Pick<Platform, "db">, caller: Caller, caps: LoadCaps): Promise<LoadCaps> {
  const { projectId } = caller;
  const row = { ...caps, maxRequests: BigInt(caps.maxRequests) };
  await db.$transaction(async (tx) => {
    await tx.loadCaps.upsert({ where: { projectId }, create: { projectId, ...row }, update: row });
    await recordAudit(tx, { ...caller, action: "load-test.caps", subject: "load-caps", detail: { ...caps } });
  });
  return caps;
}

/**
 * The script as it may run. Throws FORBIDDEN, with what is too much, when it asks for more than the caps allow. What is
 * only a bound, `maxInFlight`, is lowered instead.
 */
export function keepWithinCaps(script: LoadScript, caps: LoadCaps): LoadScript {
  const { load } = script;
  assertRate(load, caps);
  const durationMs = longestMs(load);
  if (durationMs > caps.maxDurationMs) {
    throw overCap(`${seconds(durationMs)} at most`, `a run may take ${seconds(caps.maxDurationMs)}`);
  }
  if (load.mode === "closed") {
    const users = Math.max(...load.stages.map((stage) => Math.max(stage.users, stage.startUsers ?? 0)));
    if (users > caps.maxConcurrency) throw overCap(`${users} users`, `${caps.maxConcurrency} may be there at once`);
  }
  const requests = plannedRequests(script);
  if (requests > caps.maxRequests) {
    throw overCap(`about ${Math.ceil(requests)} requests`, `a run may send ${caps.maxRequests}`);
  }
  if (load.mode === "closed") return script;
  return { ...script, load: { ...load, maxInFlight: Math.min(load.maxInFlight, caps.maxConcurrency) } };
}

function assertRate(load: LoadModel, caps: LoadCaps): void {
  if (load.mode === "closed") return;
  const rates =
    load.mode === "capacity" ? [load.maxRate] : load.stages.flatMap(({ rate, startRate = 0 }) => [rate, startRate]);
  const rate = Math.max(...rates);
  if (rate > caps.maxRate) throw overCap(`${rate} iterations a second`, `${caps.maxRate} are allowed`);
}

/** The most time that a run takes after second 0. */
function longestMs(load: LoadModel): number {
  if (load.mode !== "capacity") return load.stages.reduce((sum, stage) => sum + stage.durationMs, 0);
  const { maxSteps, warmupMs, stepMs, holdMs } = load;
  return (maxSteps - 1) * (warmupMs + stepMs + PAUSE_MS) + warmupMs + holdMs;
}

/** Requests of an open model's iterations; of the others nobody can say, the engine counts them. */
function plannedRequests(script: LoadScript): number {
  const { load, scenarios } = script;
  if (load.mode !== "open") return 0;
  const iterations = load.stages.reduce(
    (sum, { durationMs, rate, startRate = rate }) => sum + ((rate + startRate) / 2) * (durationMs / 1_000),
    0,
  );
  const weights = scenarios.reduce((sum, { weight }) => sum + weight, 0);
  const each = scenarios.reduce((sum, { weight, steps }) => sum + (weight / weights) * flatten(steps).length, 0);
  return iterations * each;
}

function overCap(wanted: string, allowed: string): AppError {
  return new AppError(
    "FORBIDDEN",
    `The test wants ${wanted}, but ${allowed} in this project. An admin may raise it in Settings, Load tests.`,
  );
}

function seconds(ms: number): string {
  return `${Math.round(ms / 100) / 10} s`;
}
