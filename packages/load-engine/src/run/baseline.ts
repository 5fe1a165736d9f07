import type { LoadScript } from "@plimsoll/core";
import { Agenda } from "../clock/agenda.ts";
import type { Clock } from "../clock/clock.ts";
import type { CompiledScript } from "../script/compiled.ts";
import type { Transport } from "../transport/exchange.ts";
import { ArrivalSchedule, type Stride } from "./arrival-schedule.ts";
import { Journeys } from "./journeys.ts";
import { OpenLoad } from "./open-load.ts";
import type { RequestBudget } from "./request-budget.ts";
import { TraceContext } from "./trace-context.ts";

const MAX_IN_FLIGHT = 1_000;

export interface BaselineOptions {
  runId: string;
  script: LoadScript;
  compiled: CompiledScript;
  transport: Transport;
  clock: Clock;
  /** Of the clock, at second 0: the baseline ends there. */
  zeroAt: number;
  stride: Stride;
  budget: RequestBudget;
}

/** The same scenarios at a low rate before second 0: counted nowhere, every request traced. */
export class Baseline {
  readonly #agenda: Agenda;
  readonly #load: OpenLoad;
  readonly #journeys: Journeys;

  constructor(options: BaselineOptions) {
    const { clock, script, zeroAt, stride } = options;
    const { durationMs, rate } = script.baseline;
    this.#agenda = new Agenda(clock);
    this.#journeys = new Journeys({
      script: options.compiled,
      transport: options.transport,
      clock,
      agenda: this.#agenda,
      recorder: null,
      trace: new TraceContext(options.runId, "baseline", 1),
      zeroAt,
      budget: options.budget,
      maxRedirects: script.http.maxRedirects,
      maxBodyBytes: script.http.maxBodyBytes,
      onExhausted: () => undefined,
      onIdle: () => undefined,
    });
    const schedule = new ArrivalSchedule([{ fromMs: -durationMs, toMs: 0, startRate: rate, rate }], stride);
    // Late for it: what should have been sent by now is left out.
    schedule.skipTo(clock.now() - zeroAt - 1);
    this.#load = new OpenLoad(
      { clock, agenda: this.#agenda, journeys: this.#journeys, recorder: null, zeroAt, maxInFlight: MAX_IN_FLIGHT },
      schedule,
    );
  }

  start(): void {
    this.#load.start();
  }

  /** Cuts what is still under way. */
  stop(): void {
    this.#load.stop(Number.NEGATIVE_INFINITY);
    this.#journeys.endThinking(Number.NEGATIVE_INFINITY);
    this.#journeys.cutAll();
    this.#agenda.clear();
  }
}
