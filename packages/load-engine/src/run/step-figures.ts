import type { LoadErrorKind, SlowRequest } from "@plimsoll/core";
import { LatencyHistogram } from "../latency-histogram.ts";
import type { CompiledSlot, StepVerdict } from "../script/compiled.ts";
import type { StepInterval } from "./load-types.ts";

/** Slow requests kept of a step and second. */
export const KEPT_SLOW_REQUESTS = 5;

/** What a thread counts under one name until the second is over. */
export class StepFigures {
  readonly name: string;
  readonly kind: "request" | "group";
  readonly histogram = new LatencyHistogram();
  planned = 0;
  sent = 0;
  answered = 0;
  failed = 0;
  dropped = 0;
  bytesIn = 0;
  bytesOut = 0;
  readonly #statuses = new Map<number, number>();
  readonly #errors = new Map<LoadErrorKind, number>();
  readonly #checks: { name: string; passed: number; failed: number }[];
  #slow: SlowRequest[] = [];

  constructor(slot: CompiledSlot) {
    this.name = slot.name;
    this.kind = slot.kind;
    this.#checks = slot.checks.map((name) => ({ name, passed: 0, failed: 0 }));
  }

  get isEmpty(): boolean {
    return this.planned + this.sent + this.answered + this.failed + this.dropped === 0;
  }

  countStatus(status: number): void {
    this.#statuses.set(status, (this.#statuses.get(status) ?? 0) + 1);
  }

  countError(kind: LoadErrorKind): void {
    this.failed += 1;
    this.#errors.set(kind, (this.#errors.get(kind) ?? 0) + 1);
  }

  countChecks(verdict: StepVerdict): void {
    for (const place of verdict.passed) {
      const check = this.#checks[place];
      if (check) check.passed += 1;
    }
    for (const place of verdict.broken) {
      const check = this.#checks[place];
      if (check) check.failed += 1;
    }
  }

  /** Keeps it if it is among the slowest of this second. */
  offerSlow(request: SlowRequest): void {
    const fastest = this.#slow.at(-1);
    if (this.#slow.length >= KEPT_SLOW_REQUESTS && fastest && fastest.latencyMs >= request.latencyMs) return;
    this.#slow.push(request);
    this.#slow.sort((a, b) => b.latencyMs - a.latencyMs);
    this.#slow.length = Math.min(this.#slow.length, KEPT_SLOW_REQUESTS);
  }

  takeSlow(): SlowRequest[] {
    const slow = this.#slow;
    this.#slow = [];
    return slow;
  }

  /** The figures since the last call; counts from 0 again. */
  take(): StepInterval {
    const { name, kind, planned, sent, answered, failed, dropped, bytesIn, bytesOut } = this;
    const taken: StepInterval = {
      step: name,
      kind,
      planned,
      sent,
      answered,
      failed,
      dropped,
      bytesIn,
      bytesOut,
      histogram: this.histogram.toSparse(),
      statuses: Object.fromEntries(this.#statuses),
      errors: Object.fromEntries(this.#errors),
      checks: this.#checks.map((check) => ({ ...check })),
    };
    this.#clear();
    return taken;
  }

  #clear(): void {
    this.planned = 0;
    this.sent = 0;
    this.answered = 0;
    this.failed = 0;
    this.dropped = 0;
    this.bytesIn = 0;
    this.bytesOut = 0;
    this.histogram.clear();
    this.#statuses.clear();
    this.#errors.clear();
    for (const check of this.#checks) {
      check.passed = 0;
      check.failed = 0;
    }
  }
}
