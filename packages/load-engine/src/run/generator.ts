import type { LoadScript } from "@plimsoll/core";
import { Agenda } from "../clock/agenda.ts";
import type { Clock } from "../clock/clock.ts";
import type { CompiledScript } from "../script/compiled.ts";
import type { Transport } from "../transport/exchange.ts";
import { type ArrivalSchedule, scheduleOfPlan, scheduleOfStages, type Stride } from "./arrival-schedule.ts";
import { ClosedLoad } from "./closed-load.ts";
import { Journeys } from "./journeys.ts";
import type { PlannedStage } from "./load-types.ts";
import { OpenLoad } from "./open-load.ts";
import type { RequestBudget } from "./request-budget.ts";
import { Recorder, type ThreadInterval } from "./recorder.ts";
import { TraceContext } from "./trace-context.ts";
import { partOf, UserSchedule } from "./user-schedule.ts";

/** After the last stage, requests under way are waited for so long at most. */
const MAX_DRAIN_MS = 5_000;

export interface GeneratorOptions {
  runId: string;
  script: LoadScript;
  compiled: CompiledScript;
  transport: Transport;
  clock: Clock;
  /** Of the clock, at second 0. */
  zeroAt: number;
  /** Which of all generators of the run this is. */
  stride: Stride;
  budget: RequestBudget;
  onInterval(interval: ThreadInterval): void;
  /** Share of a core used since the last call, without `spunMs`, the time spent waiting busily so far. */
  takeCpu(spunMs: number): number;
}

export interface GeneratorEnd {
  /** From second 0. */
  endedMs: number;
  /** Whether the requests it may send were used up before the end. */
  exhausted: boolean;
  /** Requests that were still under way when their time was over. */
  cut: number;
}

/** Generates the load of one thread, from second 0 to the end. */
export class Generator {
  readonly #options: GeneratorOptions;
  readonly #agenda: Agenda;
  readonly #recorder: Recorder;
  readonly #journeys: Journeys;
  readonly #load: OpenLoad | ClosedLoad;
  #secondTimer: unknown = null;
  #endTimer: unknown = null;
  #endMs = Number.POSITIVE_INFINITY;
  #ending = false;
  #finished = false;
  #exhausted = false;
  #cut = 0;
  #end: (end: GeneratorEnd) => void = () => undefined;
  readonly finished: Promise<GeneratorEnd>;

  constructor(options: GeneratorOptions) {
    const { clock, script, compiled, transport, zeroAt } = options;
    this.#options = options;
    this.#agenda = new Agenda(clock);
    this.finished = new Promise((resolve) => {
      this.#end = resolve;
    });
    this.#recorder = new Recorder({
      slots: compiled.slots,
      onInterval: options.onInterval,
      takeCpu: () => options.takeCpu(this.#agenda.spunMs),
    });
    this.#journeys = new Journeys({
      script: compiled,
      transport,
      clock,
      agenda: this.#agenda,
      recorder: this.#recorder,
      trace: new TraceContext(options.runId, "run", script.tracing.share),
      zeroAt,
      budget: options.budget,
      maxRedirects: script.http.maxRedirects,
      maxBodyBytes: script.http.maxBodyBytes,
      onExhausted: () => this.#exhaust(),
      onIdle: () => this.#ending && this.#finish(),
    });
    this.#load = this.#createLoad();
  }

  /** Begins at second 0, whenever it is called before. */
  start(): void {
    const { clock, takeCpu } = this.#options;
    // The wait for second 0 is no part of it.
    clock.setTimeout(() => takeCpu(this.#agenda.spunMs), Math.max(0, -this.#nowMs));
    this.#load.start();
    if (this.#options.script.load.mode !== "capacity") this.#endAt(this.#load.endMs);
    this.#awaitSecond();
  }

  /** Capacity mode: what is to be done, from now on. */
  setPlan(stages: readonly PlannedStage[], last: boolean): void {
    if (!(this.#load instanceof OpenLoad) || this.#ending) return;
    this.#load.follow(scheduleOfPlan(stages, this.#options.stride));
    if (last) this.#endAt(this.#load.endMs);
  }

  /** Ends it now. */
  stop(): void {
    this.#stopLoad();
    this.#cutOff();
  }

  #createLoad(): OpenLoad | ClosedLoad {
    const { clock, zeroAt, stride, script } = this.#options;
    const common = { clock, agenda: this.#agenda, journeys: this.#journeys, recorder: this.#recorder, zeroAt };
    const { load } = script;
    if (load.mode === "closed") return new ClosedLoad(common, new UserSchedule(load.stages, stride));
    const maxInFlight = Math.max(1, partOf(load.maxInFlight, stride));
    const schedule: ArrivalSchedule =
      load.mode === "open" ? scheduleOfStages(load.stages, stride) : scheduleOfPlan([], stride);
    return new OpenLoad({ ...common, maxInFlight }, schedule);
  }

  get #nowMs(): number {
    return this.#options.clock.now() - this.#options.zeroAt;
  }

  #awaitSecond(): void {
    const waitMs = Math.max(1, Math.ceil(this.#recorder.endOfSecondMs - this.#nowMs));
    this.#secondTimer = this.#options.clock.setTimeout(() => {
      const planned = this.#load instanceof OpenLoad ? this.#load.plannedToMs : Number.POSITIVE_INFINITY;
      this.#recorder.roll(this.#nowMs, planned);
      this.#awaitSecond();
    }, waitMs);
  }

  #endAt(endMs: number): void {
    this.#endMs = endMs;
    this.#options.clock.clearTimeout(this.#endTimer);
    // Long waits in parts: timers take no more than 24 days.
    const waitMs = Math.max(1, Math.ceil(endMs - this.#nowMs));
    this.#endTimer = this.#options.clock.setTimeout(
      () => (this.#nowMs < this.#endMs ? this.#endAt(this.#endMs) : this.#drain()),
      Math.min(waitMs, 3_600_000),
    );
  }

  #exhaust(): void {
    if (this.#exhausted) return;
    this.#exhausted = true;
    // Not within the sending of a request.
    this.#options.clock.setImmediate(() => this.#drain());
  }

  #stopLoad(): void {
    const untilMs = Math.min(this.#endMs, this.#nowMs);
    this.#endMs = untilMs;
    this.#load.stop(untilMs);
  }

  /** No more begins; what is under way may end. */
  #drain(): void {
    if (this.#ending) return;
    // The timer may come before the last arrivals were looked at, which are due all the same.
    if (!this.#exhausted) this.#agenda.runDue(this.#options.clock.now());
    this.#ending = true;
    this.#stopLoad();
    this.#options.clock.clearTimeout(this.#endTimer);
    const drainMs = Math.min(MAX_DRAIN_MS, this.#options.script.http.timeoutMs);
    this.#journeys.endThinking(this.#options.clock.now() + drainMs);
    if (this.#journeys.inFlight === 0) this.#finish();
    else this.#endTimer = this.#options.clock.setTimeout(() => this.#cutOff(), drainMs);
  }

  #cutOff(): void {
    this.#ending = true;
    this.#journeys.endThinking(Number.NEGATIVE_INFINITY);
    this.#cut = this.#journeys.inFlight;
    this.#journeys.cutAll();
    this.#finish();
  }

  #finish(): void {
    if (this.#finished) return;
    this.#finished = true;
    const { clock } = this.#options;
    clock.clearTimeout(this.#secondTimer);
    clock.clearTimeout(this.#endTimer);
    this.#agenda.clear();
    this.#recorder.finish();
    this.#end({ endedMs: Math.max(0, this.#endMs), exhausted: this.#exhausted, cut: this.#cut });
  }
}
