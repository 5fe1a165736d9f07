import { Worker } from "node:worker_threads";
import { AppError, toError } from "@plimsoll/core";
import type { FromThread, ThreadOptions, ToThread } from "../thread/messages.ts";
import { findThreadEntry } from "../thread/thread-entry.ts";
import type { GeneratorEnd } from "./generator.ts";
import { GeneratorVerdict } from "./generator-verdict.ts";
import type { LoadEvents, LoadHandle, LoadOptions, LoadReport, PlannedStage } from "./load-types.ts";
import { createMachineMeter } from "./machine-meter.ts";
import { ThreadMerger } from "./thread-merger.ts";
import { partOf } from "./user-schedule.ts";

/** A thread that has not ended so long after it was told to is ended by force. */
const STOP_WITHIN_MS = 900;

/**
 * Begins a run, or a share of one: starts its threads, which generate the load, and tells what happened second by second.
 * The caller's event loop stays free.
 */
export function startLoad(options: LoadOptions, events: LoadEvents): LoadHandle {
  return new LoadRun(options, events);
}

class LoadRun implements LoadHandle {
  readonly finished: Promise<LoadReport>;
  readonly ready: Promise<void>;
  readonly #options: LoadOptions;
  readonly #threads: LoadThreadHandle[];
  readonly #verdict: GeneratorVerdict;
  readonly #takeMachine = createMachineMeter();
  #machine = 0;
  #stopped: string | null = null;
  #startsAt: number | null = null;

  constructor(options: LoadOptions, events: LoadEvents) {
    this.#options = options;
    this.#verdict = new GeneratorVerdict(options.script.load.mode === "closed");
    const count = Math.max(1, Math.floor(options.threads));
    const merger = new ThreadMerger(count, (interval) => events.onInterval(interval));
    this.#threads = Array.from({ length: count }, (_, index) => {
      const thread = new LoadThreadHandle(threadOptions(options, index, count), options.threadEntry, (interval) => {
        if (index === 0) this.#machine = this.#takeMachine();
        this.#verdict.add(interval, this.#machine);
        merger.add(index, interval);
      });
      thread.ended.then(
        () => merger.end(index),
        () => undefined,
      );
      return thread;
    });
    this.ready = Promise.all(this.#threads.map((thread) => thread.ready)).then(() => undefined);
    this.finished = this.#run();
    // Whoever waits for the one learns of the failure there.
    this.ready.catch(() => undefined);
    this.finished.catch(() => undefined);
  }

  async stop(reason: string): Promise<void> {
    this.#stopped ??= reason;
    for (const thread of this.#threads) thread.post({ type: "stop" });
    const force = setTimeout(() => {
      const endedMs = Math.max(0, Date.now() - (this.#startsAt ?? Date.now()));
      for (const thread of this.#threads) thread.giveUp(endedMs);
    }, STOP_WITHIN_MS);
    await this.finished.catch(() => undefined);
    clearTimeout(force);
  }

  setPlan(stages: readonly PlannedStage[], last = false): void {
    for (const thread of this.#threads) thread.post({ type: "plan", stages, last });
  }

  async #run(): Promise<LoadReport> {
    const ends = Promise.all(this.#threads.map((thread) => thread.ended));
    try {
      // A thread that cannot even begin fails both.
      await Promise.race([this.ready, ends]);
      void this.#begin();
      return this.#report(await ends);
    } finally {
      ends.catch(() => undefined);
      await Promise.all(this.#threads.map((thread) => thread.terminate()));
    }
  }

  async #begin(): Promise<void> {
    try {
      const startsAt = await this.#options.startsAt;
      this.#startsAt = startsAt;
      for (const thread of this.#threads) thread.post({ type: "start", startsAt });
    } catch (thrown) {
      for (const thread of this.#threads) thread.fail(toError(thrown));
    }
  }

  #report(ends: readonly GeneratorEnd[]): LoadReport {
    const reasons = this.#verdict.reasons();
    const notes = [...reasons, ...this.#verdict.remarks()];
    const cut = ends.reduce((sum, end) => sum + end.cut, 0);
    if (cut > 0)
      notes.push(`${cut} iterations had not ended when their time was over; their requests count as timeouts.`);
    if (ends.some((end) => end.exhausted)) {
      notes.push(`The run ended when it had sent the ${this.#options.maxRequests} requests it was allowed.`);
    }
    return {
      seconds: Math.max(...ends.map((end) => end.endedMs)) / 1000,
      maxLagMs: this.#verdict.maxLagMs,
      generatorBound: reasons.length > 0,
      notes,
      stopped: this.#stopped,
    };
  }
}

/** One worker thread as the host sees it. */
class LoadThreadHandle {
  readonly ready: Promise<void>;
  readonly ended: Promise<GeneratorEnd>;
  readonly #worker: Worker;
  #fail: (error: Error) => void = () => undefined;
  #end: (end: GeneratorEnd) => void = () => undefined;

  constructor(
    options: ThreadOptions,
    entry: URL | undefined,
    onInterval: (interval: Extract<FromThread, { type: "interval" }>["interval"]) => void,
  ) {
    // Not the options of this process: they are no business of a thread that loads its own bundle.
    this.#worker = new Worker(entry ?? findThreadEntry(), { workerData: options, execArgv: [], name: "load" });
    this.ended = new Promise((resolve, reject) => {
      this.#end = resolve;
      this.#fail = reject;
    });
    this.ready = new Promise((resolve, reject) => {
      this.#worker.on("message", (message: FromThread) => {
        if (message.type === "ready") resolve();
        else if (message.type === "interval") onInterval(message.interval);
        else this.#end(message.end);
      });
      this.ended.then(() => resolve(), reject);
    });
    this.#worker.on("error", (error) => this.#fail(toError(error)));
    this.#worker.on("exit", (code) =>
      this.#fail(new AppError("INTERNAL", `A thread of the load generator ended with code ${code}.`)),
    );
  }

  post(message: ToThread): void {
    this.#worker.postMessage(message);
  }

  fail(error: Error): void {
    this.#fail(error);
  }

  /** It does not answer: what it has not told by now is lost. */
  giveUp(endedMs: number): void {
    this.#end({ endedMs, exhausted: false, cut: 0 });
  }

  async terminate(): Promise<void> {
    await this.#worker.terminate();
  }
}

function threadOptions(options: LoadOptions, index: number, count: number): ThreadOptions {
  const { runId, script, access, share, maxRequests, baseline } = options;
  return {
    runId,
    script,
    access,
    stride: { index: share.index + share.of * index, of: share.of * count },
    maxRequests: partOf(maxRequests, { index, of: count }),
    baseline,
    seed: options.seed ?? 1,
  };
}
