import { type LoadCaps, type LoadScript, toError } from "@plimsoll/core";
import { type LoadAccess, type LoadHandle, type LoadReport, startLoad } from "@plimsoll/load-engine";
import { createLoadIntervalWriter, type LoadIntervalWriter } from "@plimsoll/telemetry";
import type { Platform } from "../platform.ts";
import { requireStoreUrls } from "../system/prepare-stores.ts";
import { IntervalLog } from "./interval-log.ts";
import { type PlannedCapacityStep, readPlan } from "./load-run-records.ts";
import { loadThreads } from "./load-threads.ts";
import { meetShares } from "./meet-shares.ts";
import { pause } from "./pause.ts";
import { RunLeader } from "./run-leader.ts";
import {
  beginShare,
  markReady,
  noteSecond,
  readOrders,
  type ShareEnd,
  type ShareOrders,
  type SharePlace,
} from "./share-place.ts";

const POLL_MS = 250;
/** A share that cannot hear whether it should stop, stops. */
const DEAF_AFTER_MS = 5_000;
/** Longest that a second of figures waits for the store. */
const STORE_RETRY_MS = 20_000;
/** Of a capacity search, beside the hold; and the time until a step is judged. */
const LONGEST_STEP_S = 180;
const STOPPED = "Its worker process was stopped.";
const DEAF = "It lost touch with the database and stopped.";

export interface SentShare {
  place: SharePlace;
  projectId: string;
  /** Shares of the run. */
  of: number;
  script: LoadScript;
  caps: LoadCaps;
  access: LoadAccess;
}

/**
 * Waits for the other shares, then generates this one's load to its end, or until it is to stop. Throws when the
 * generator cannot be started.
 */
export async function sendShare(platform: Platform, share: SentShare, signal: AbortSignal): Promise<ShareEnd> {
  const url = requireStoreUrls(platform.config).CLICKHOUSE_URL;
  const writer = createLoadIntervalWriter({ url, retryMs: STORE_RETRY_MS });
  const sender = new ShareSender(platform, share, writer);
  try {
    if (await sender.meet(signal)) return await sender.run(signal);
    return { state: signal.aborted ? "lost" : "done", error: signal.aborted ? STOPPED : null, report: null };
  } finally {
    await sender.close();
    await writer.close();
  }
}

class ShareSender {
  readonly #platform: Platform;
  readonly #share: SentShare;
  readonly #leader: RunLeader;
  readonly #log: IntervalLog;
  readonly #handle: LoadHandle;
  readonly #begin: (startsAt: number) => void;
  #plan = "[]";
  #leading: Promise<void> | null = null;
  /** Why it ended before its time, when that is not the run's end. */
  #lost: string | null = null;
  #failed: string | null = null;
  #heardAt = performance.now();

  constructor(platform: Platform, share: SentShare, writer: LoadIntervalWriter) {
    const { place, projectId, script, of, caps, access } = share;
    const { runId, index } = place;
    this.#platform = platform;
    this.#share = share;
    this.#leader = new RunLeader(platform, { projectId, runId, of, script, caps });
    this.#log = new IntervalLog({
      writer,
      source: { projectId, runId, share: index },
      rememberSeconds: script.load.mode === "capacity" ? LONGEST_STEP_S + script.load.holdMs / 1_000 : 1,
      onStored: (second) => noteSecond(platform.db, place, second),
      onError: (error) => this.#fail(`Its figures could not be stored: ${error.message}`),
    });
    let begin: (startsAt: number) => void = () => undefined;
    const startsAt = new Promise<number>((resolve) => (begin = resolve));
    this.#begin = begin;
    const threads = loadThreads(platform.config, script.load, of);
    const maxRequests = partOf(caps.maxRequests, index, of);
    const part = { runId, script, share: { index, of }, threads, startsAt, access, maxRequests };
    const baseline = script.baseline.durationMs > 0;
    this.#handle = startLoad({ ...part, baseline }, { onInterval: (interval) => this.#log.add(interval) });
  }

  /** True once the common start is set and this share is part of it; its threads are there by then. */
  async meet(signal: AbortSignal): Promise<boolean> {
    const { db } = this.#platform;
    const { place, script } = this.#share;
    await this.#handle.ready;
    if (!(await markReady(db, place))) return false;
    const startsAt = await meetShares(this.#platform, place, { baselineMs: script.baseline.durationMs, signal });
    if (startsAt === null || !(await beginShare(db, place))) return false;
    this.#log.startsAt = startsAt;
    this.#begin(startsAt);
    return true;
  }

  /** Ends the threads, where they have not ended. */
  async close(): Promise<void> {
    await this.#handle.stop("over");
  }

  async run(signal: AbortSignal): Promise<ShareEnd> {
    const over = new AbortController();
    const ended = this.#handle.finished.finally(() => over.abort());
    const [report] = await Promise.all([ended.catch(toError), this.#follow(signal, over.signal)]);
    await this.#leading;
    await this.#log.drain();
    return this.#end(report);
  }

  #end(report: LoadReport | Error): ShareEnd {
    if (report instanceof Error) return { state: "failed", error: report.message, report: null };
    if (this.#failed !== null) return { state: "failed", error: this.#failed, report };
    if (this.#lost !== null) return { state: "lost", error: this.#lost, report };
    return { state: "done", error: null, report };
  }

  /** Looks four times a second whether the run goes on, until the generator has ended. */
  async #follow(signal: AbortSignal, over: AbortSignal): Promise<void> {
    const { db } = this.#platform;
    const stopped = () => this.#lose(STOPPED);
    if (signal.aborted) stopped();
    signal.addEventListener("abort", stopped, { once: true });
    while (!over.aborted) {
      try {
        const orders = await readOrders(db, this.#share.place);
        this.#heardAt = performance.now();
        this.#obey(orders);
      } catch {
        // The database may be back in a moment; if not, nobody could stop this share any more.
        if (performance.now() - this.#heardAt > DEAF_AFTER_MS) this.#lose(DEAF);
      }
      await pause(POLL_MS, over);
    }
    signal.removeEventListener("abort", stopped);
  }

  #obey(orders: ShareOrders | null): void {
    if (!orders?.isMine) return this.#lose("It was not heard of in time.");
    if (orders.cancelRequested || orders.abortReason !== null) return this.#stop(orders.abortReason ?? "stopped");
    if (this.#share.script.load.mode === "capacity") this.#followPlan(orders);
    if (orders.leader === this.#share.place.index) this.#lead(orders);
  }

  #followPlan({ plan, runState }: ShareOrders): void {
    const isLast = runState !== "running";
    const steps = readPlan(plan);
    const text = JSON.stringify([isLast, steps.map(({ fromMs, toMs, rate }) => [fromMs, toMs, rate])]);
    if (text === this.#plan) return;
    this.#plan = text;
    this.#handle.setPlan(steps.map(toStage), isLast);
  }

  /** One turn at a time, beside the looking: a slow store must not keep anybody from stopping. */
  #lead(orders: ShareOrders): void {
    this.#leading ??= this.#leader
      .turn(orders, (from, to) => this.#log.iterationsOf(from, to))
      // The next turn, by this share or another, does what this one could not.
      .catch(() => undefined)
      .finally(() => (this.#leading = null));
  }

  #lose(reason: string): void {
    this.#lost ??= reason;
    this.#stop(reason);
  }

  #fail(reason: string): void {
    this.#failed ??= reason;
    this.#stop(reason);
  }

  #stop(reason: string): void {
    // What goes wrong with it shows in `finished`.
    this.#handle.stop(reason).catch(() => undefined);
  }
}

function toStage({ rate, fromMs, toMs }: PlannedCapacityStep) {
  return { rate, fromMs, toMs };
}

/** Its part of a number that is dealt out among shares. */
function partOf(total: number, index: number, of: number): number {
  return Math.floor(total / of) + (index < total % of ? 1 : 0);
}
