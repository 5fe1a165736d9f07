import { createSystemClock } from "../clock/clock.ts";
import { Baseline } from "../run/baseline.ts";
import { Generator } from "../run/generator.ts";
import type { PlannedStage } from "../run/load-types.ts";
import { RequestBudget } from "../run/request-budget.ts";
import { compileScript } from "../script/compile-script.ts";
import type { CompiledScript } from "../script/compiled.ts";
import { createTransport } from "../transport/create-transport.ts";
import type { Transport } from "../transport/exchange.ts";
import { createCpuMeter } from "./cpu-meter.ts";
import type { FromThread, ThreadOptions, ToThread } from "./messages.ts";

/** One thread's part of a run. */
export class ThreadRun {
  readonly #options: ThreadOptions;
  readonly #post: (message: FromThread) => void;
  readonly #compiled: CompiledScript;
  readonly #transport: Transport;
  #generator: Generator | null = null;
  #baseline: Baseline | null = null;
  #plan: { stages: readonly PlannedStage[]; last: boolean } | null = null;
  #stopped = false;

  /** Throws AppError when the script cannot be compiled. */
  constructor(options: ThreadOptions, post: (message: FromThread) => void) {
    this.#options = options;
    this.#post = post;
    this.#compiled = compileScript(options.script, { seed: options.seed, stride: options.stride });
    this.#transport = createTransport(options.script.http, options.access);
  }

  handle(message: ToThread): void {
    if (message.type === "start") this.#start(message.startsAt);
    else if (message.type === "stop") this.#stop();
    else {
      this.#plan = message;
      this.#generator?.setPlan(message.stages, message.last);
    }
  }

  #start(startsAt: number): void {
    if (this.#generator || this.#stopped) return;
    const { script, stride, runId, maxRequests } = this.#options;
    const clock = createSystemClock();
    const zeroAt = startsAt - clock.epochMs;
    const cpu = createCpuMeter();
    const budget = new RequestBudget(maxRequests);
    const shared = { runId, script, transport: this.#transport, clock, zeroAt, stride, budget };
    const generator = new Generator({
      ...shared,
      compiled: this.#compiled,
      onInterval: (interval) => this.#post({ type: "interval", interval }),
      takeCpu: cpu,
    });
    this.#generator = generator;
    if (this.#options.baseline && script.baseline.durationMs > 0) {
      // Compiled once more: the rows and numbers that the baseline takes are not missing from the run.
      const compiled = compileScript(script, { seed: this.#options.seed + 1, stride });
      this.#baseline = new Baseline({ ...shared, compiled });
      this.#baseline.start();
    }
    generator.start();
    if (this.#plan) generator.setPlan(this.#plan.stages, this.#plan.last);
    void generator.finished.then((end) => {
      this.#baseline?.stop();
      this.#transport.close();
      this.#post({ type: "end", end });
    });
  }

  #stop(): void {
    this.#stopped = true;
    this.#baseline?.stop();
    if (this.#generator) this.#generator.stop();
    else this.#post({ type: "end", end: { endedMs: 0, exhausted: false, cut: 0 } });
  }
}
