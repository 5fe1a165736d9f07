import { AppError, type LoadCaps, type LoadScript } from "@plimsoll/core";
import { loadWindow } from "@plimsoll/telemetry";
import { describeBroken } from "../load-results/run-verdict.ts";
import type { Platform } from "../platform.ts";
import { CapacitySearch, type IterationsOf } from "./capacity-search.ts";
import { abortRun, noteResult } from "./control-run.ts";
import { plannedDurationMs } from "./load-run-item.ts";
import { readResult } from "./load-run-records.ts";
import { requireOpenTargets } from "./load-targets.ts";
import { markVanished, type ShareOrders } from "./share-place.ts";
import { ThresholdWatch } from "./threshold-watch.ts";

const TARGETS_EVERY_MS = 5_000;
/** Users' rate is looked at over these seconds: their first requests come at once. */
const RATE_SECONDS = 3;
/** After the time that a run may take, until it is ended: answers may still come in. */
const GRACE_MS = 60_000;

export interface LedRun {
  projectId: string;
  runId: string;
  /** Shares of the run. */
  of: number;
  script: LoadScript;
  caps: LoadCaps;
}

/**
 * What one share does for all: says which others are lost, judges thresholds, looks after the caps and the targets, and
 * leads a capacity search. Every share has one; only that of the live share with the lowest index is asked to work, and
 * it goes on from what is stored.
 */
export class RunLeader {
  readonly #platform: Platform;
  readonly #run: LedRun;
  readonly #search: CapacitySearch | null;
  #watch: ThresholdWatch | null = null;
  #targetsSeenAt = performance.now();
  #rateSeen = -1;

  constructor(platform: Platform, run: LedRun) {
    const { load } = run.script;
    this.#platform = platform;
    this.#run = run;
    this.#search = load.mode === "capacity" ? new CapacitySearch(platform, { ...run, load }) : null;
  }

  /** One turn. Throws when a store does not answer; the next turn, of this leader or another, makes up for it. */
  async turn(orders: ShareOrders, iterationsOf: IterationsOf): Promise<void> {
    const { db } = this.#platform;
    await markVanished(db, this.#run.runId);
    if (this.#search) await this.#search.turn(orders, iterationsOf);
    else await this.#judge(orders.completeSecond);
    const reason =
      (await this.#overCaps(orders)) ?? (await this.#closedTarget()) ?? (this.#search && (await this.#lostPart()));
    if (reason !== null) await abortRun(db, this.#run.runId, reason);
  }

  async #judge(second: number): Promise<void> {
    const { db } = this.#platform;
    const { runId } = this.#run;
    this.#watch ??= await openThresholdWatch(this.#platform, this.#run);
    if (second <= this.#watch.judgedUpTo) return;
    const [broken] = await this.#watch.judgeUpTo(second);
    if (broken) await abortRun(db, runId, `${describeBroken(broken)}.`);
    const { states: thresholds, judgedUpTo } = this.#watch;
    await noteResult(db, runId, { thresholds, judgedUpTo });
  }

  async #overCaps({ elapsedMs, completeSecond }: ShareOrders): Promise<string | null> {
    const { script, caps } = this.#run;
    const longestMs = plannedDurationMs(script.load) ?? caps.maxDurationMs;
    if ((elapsedMs ?? 0) > longestMs + GRACE_MS) return "It did not end in its time.";
    const first = completeSecond - RATE_SECONDS + 1;
    if (script.load.mode !== "closed" || first < 0 || completeSecond <= this.#rateSeen) return null;
    this.#rateSeen = completeSecond;
    const { projectId, runId } = this.#run;
    const window = { projectId, runId, fromSecond: first, toSecond: completeSecond + 1 };
    const whole = (await loadWindow(this.#platform.telemetry, window)).find(({ step }) => step === "");
    const rate = Math.round((whole?.planned ?? 0) / RATE_SECONDS);
    if (rate <= caps.maxRate) return null;
    return `The users began ${rate} iterations a second, and ${caps.maxRate} are allowed in this project: let them think longer, or have an admin raise it.`;
  }

  /** With a part of the load missing, a search would find another rate than it says. */
  async #lostPart(): Promise<string | null> {
    const { runId } = this.#run;
    const lost = await this.#platform.db.loadRunShare.count({ where: { runId, state: { in: ["lost", "failed"] } } });
    return lost === 0 ? null : "A worker process was lost, and with it a part of the load: the search cannot go on.";
  }

  /** An admin who closes a target ends what is sent there. */
  async #closedTarget(): Promise<string | null> {
    if (performance.now() - this.#targetsSeenAt < TARGETS_EVERY_MS) return null;
    this.#targetsSeenAt = performance.now();
    try {
      await requireOpenTargets(this.#platform, this.#run.projectId, this.#run.script);
      return null;
    } catch (error) {
      if (error instanceof AppError && error.code === "FORBIDDEN") return error.message;
      throw error;
    }
  }
}

/** The thresholds of a run, from where another process stopped to judge them. */
export async function openThresholdWatch(
  platform: Pick<Platform, "db" | "telemetry">,
  { runId, projectId, script }: Pick<LedRun, "runId" | "projectId" | "script">,
): Promise<ThresholdWatch> {
  const row = await platform.db.loadRun.findUniqueOrThrow({ where: { id: runId }, select: { result: true } });
  const plannedMs = plannedDurationMs(script.load);
  const plannedSeconds = plannedMs === null ? null : Math.floor(plannedMs / 1_000);
  const { thresholds } = script;
  return new ThresholdWatch(platform, { projectId, runId, thresholds, plannedSeconds }, readResult(row.result));
}
