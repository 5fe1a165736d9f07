import type { CompiledRequest, CompiledScenario, Iteration } from "../script/compiled.ts";
import { Exchange } from "../transport/exchange.ts";

interface OpenGroup {
  slot: number;
  beganAt: number;
  failed: boolean;
}

/** One iteration of a scenario under way. Used again for the next one. */
export class Journey {
  readonly exchange: Exchange;
  scenario: CompiledScenario | null = null;
  iteration: Iteration | null = null;
  /** Place in the scenario's program. */
  place = 0;
  /** When the step under way was to begin: its time counts from here. */
  plannedAt = 0;
  beganAt = 0;
  failed = false;
  step: CompiledRequest | null = null;
  redirects = 0;
  traceId: string | null = null;
  readonly groups: OpenGroup[] = [];
  /** Whether it has waited for anything since it began. */
  waited = false;
  onEnd: ((journey: Journey, now: number) => void) | null = null;

  constructor(settled: (journey: Journey) => void) {
    this.exchange = new Exchange(() => settled(this));
  }

  begin(scenario: CompiledScenario, plannedAt: number): void {
    this.scenario = scenario;
    this.iteration = scenario.begin();
    this.place = 0;
    this.plannedAt = plannedAt;
    this.beganAt = plannedAt;
    this.failed = false;
    this.waited = false;
    this.groups.length = 0;
  }

  /** A step has failed, and with it the groups it is in. */
  fail(): void {
    this.failed = true;
    for (const group of this.groups) group.failed = true;
  }
}
