import type { LoadErrorKind } from "@plimsoll/core";
import type { Agenda } from "../clock/agenda.ts";
import type { Clock } from "../clock/clock.ts";
import { type CompiledRequest, type CompiledScript, type RenderedRequest, RenderError } from "../script/compiled.ts";
import type { Transport } from "../transport/exchange.ts";
import { Deadlines } from "./deadlines.ts";
import { Journey } from "./journey.ts";
import type { Recorder } from "./recorder.ts";
import type { RequestBudget } from "./request-budget.ts";
import type { TraceContext } from "./trace-context.ts";

export interface JourneysOptions {
  script: CompiledScript;
  transport: Transport;
  clock: Clock;
  agenda: Agenda;
  /** Null while nothing counts. */
  recorder: Recorder | null;
  trace: TraceContext;
  /** Of the clock, at second 0. */
  zeroAt: number;
  budget: RequestBudget;
  maxRedirects: number;
  maxBodyBytes: number;
  /** No request may be sent any more: all that were allowed have been. */
  onExhausted(): void;
  onIdle(): void;
}

/** Takes iterations through their steps. */
export class Journeys {
  readonly #options: JourneysOptions;
  readonly #deadlines: Deadlines;
  readonly #free: Journey[] = [];
  #closing = false;
  readonly #pauses = new Set<{ until: number }>();
  /** Pauses are not begun that last longer than to here. */
  #thinkUntil = Number.POSITIVE_INFINITY;
  /** Iterations that have begun and not ended. */
  inFlight = 0;

  constructor(options: JourneysOptions) {
    this.#options = options;
    this.#deadlines = new Deadlines(options.clock, (exchange) =>
      exchange.carrier?.cut(exchange, "timeout", "it took too long"),
    );
  }

  /** Begins an iteration that was planned for `plannedAt`. `onEnd` is never called within this call. */
  begin(plannedAt: number, onEnd: ((journey: Journey, now: number) => void) | null): void {
    const journey = this.#free.pop() ?? new Journey(this.#settled);
    journey.begin(this.#options.script.pickScenario(), plannedAt);
    journey.onEnd = onEnd;
    this.#setInFlight(this.inFlight + 1);
    this.#advance(journey);
  }

  /** Ends everything under way; requests without an answer count as timeouts. */
  cutAll(): void {
    this.#closing = true;
    this.#deadlines.expireAll();
    this.#deadlines.clear();
  }

  /** Ends, without counting them, the iterations whose think time is not over by `until`. */
  endThinking(until: number): void {
    this.#thinkUntil = until;
    const before = this.#pauses.size;
    for (const pause of this.#pauses) {
      if (pause.until > until) this.#pauses.delete(pause);
    }
    this.#setInFlight(this.inFlight - (before - this.#pauses.size));
  }

  #setInFlight(count: number): void {
    this.inFlight = count;
    if (this.#options.recorder) this.#options.recorder.inFlight = count;
  }

  /** Goes on to the next step that takes time. */
  #advance(journey: Journey): void {
    const program = journey.scenario?.program ?? [];
    for (; ; journey.place += 1) {
      const step = program[journey.place];
      if (step === undefined || this.#closing) break;
      if (step.type === "request") {
        if (this.#send(journey, step)) return;
        break;
      }
      if (step.type === "think") {
        const until = journey.plannedAt + step.pickMs();
        if (until > this.#thinkUntil) break;
        this.#think(journey, until);
        return;
      }
      if (step.type === "group-begin") {
        journey.groups.push({ slot: step.slot, beganAt: journey.plannedAt, failed: false });
      } else this.#endGroup(journey);
    }
    this.#end(journey);
  }

  #think(journey: Journey, until: number): void {
    const pause = { until };
    journey.waited = true;
    this.#pauses.add(pause);
    this.#options.agenda.at(until, (dueAt) => {
      if (!this.#pauses.delete(pause)) return;
      journey.plannedAt = dueAt;
      journey.place += 1;
      this.#advance(journey);
    });
  }

  /** False when it could not be sent. */
  #send(journey: Journey, step: CompiledRequest): boolean {
    const { iteration, exchange } = journey;
    if (iteration === null) return false;
    journey.step = step;
    journey.redirects = 0;
    let request = step.fixed;
    if (request === null) {
      try {
        request = step.render(iteration);
      } catch (thrown) {
        if (!(thrown instanceof RenderError)) throw thrown;
        this.#notSent(journey, step, thrown.kind);
        return false;
      }
    }
    if (!this.#takeRequest()) return false;
    const traceId = this.#options.trace.sample();
    journey.traceId = traceId;
    exchange.extraHeaders = traceId === null || hasTrace(request) ? null : this.#options.trace.headers(traceId);
    exchange.needsHeaders = step.needsHeaders;
    exchange.followsRedirects = this.#options.maxRedirects > 0;
    exchange.keepBodyBytes = step.keepBodyBytes;
    exchange.maxBodyBytes = this.#options.maxBodyBytes;
    exchange.bytesIn = 0;
    exchange.bytesOut = 0;
    const figures = this.#options.recorder?.step(step.slot);
    if (figures) {
      figures.planned += 1;
      figures.sent += 1;
    }
    this.#deadlines.add(exchange, this.#options.clock.now(), step.timeoutMs);
    this.#transmit(journey, request);
    return true;
  }

  #transmit(journey: Journey, request: RenderedRequest): void {
    journey.waited = true;
    journey.exchange.restart();
    journey.exchange.request = request;
    this.#options.transport.send(journey.exchange);
  }

  #takeRequest(): boolean {
    if (this.#options.budget.take()) return true;
    this.#options.onExhausted();
    return false;
  }

  #notSent(journey: Journey, step: CompiledRequest, kind: LoadErrorKind): void {
    journey.fail();
    const figures = this.#options.recorder?.step(step.slot);
    if (!figures) return;
    figures.planned += 1;
    figures.countError(kind);
  }

  readonly #settled = (journey: Journey): void => {
    const { exchange } = journey;
    const now = this.#options.clock.now();
    exchange.latencyUs = (now - journey.plannedAt) * 1000;
    this.#options.recorder?.roll(now - this.#options.zeroAt, Number.NEGATIVE_INFINITY);
    if (exchange.error === null && this.#redirected(journey)) return;
    this.#deadlines.remove(exchange);
    const goesOn = this.#judge(journey);
    journey.plannedAt = now;
    journey.place += 1;
    if (goesOn) this.#advance(journey);
    else this.#end(journey);
    if (this.#options.agenda.nextAt <= now) this.#options.agenda.runDue(now);
  };

  /** Follows a redirect, if the answer is one that is to be followed. */
  #redirected(journey: Journey): boolean {
    const { exchange, iteration } = journey;
    const { status, request } = exchange;
    const wanted = status >= 300 && status <= 399 && journey.redirects < this.#options.maxRedirects;
    if (!wanted || iteration === null || request === null || this.#closing) return false;
    try {
      const next = iteration.redirect(request, exchange);
      if (next === null || !this.#takeRequest()) return false;
      journey.redirects += 1;
      this.#transmit(journey, next);
      return true;
    } catch (thrown) {
      if (!(thrown instanceof RenderError)) throw thrown;
      exchange.error = thrown.kind;
      return false;
    }
  }

  /** Counts the outcome; returns whether the iteration goes on. */
  #judge(journey: Journey): boolean {
    const { exchange, step, iteration } = journey;
    if (step === null || iteration === null) return false;
    const verdict = exchange.error === null ? step.judge(exchange, iteration) : null;
    const failed = exchange.error ?? verdict?.failed ?? null;
    if (failed !== null) journey.fail();
    const figures = this.#options.recorder?.step(step.slot);
    if (figures) {
      figures.bytesIn += exchange.bytesIn;
      figures.bytesOut += exchange.bytesOut;
      if (verdict) {
        figures.answered += 1;
        figures.countStatus(exchange.status);
        figures.countChecks(verdict);
      }
      if (verdict || failed === "timeout") figures.histogram.record(exchange.latencyUs);
      if (failed !== null) figures.countError(failed);
      if (failed === "connect" && STARVED.test(exchange.errorDetail)) this.#countStarved();
      if (journey.traceId !== null) this.#offerSlow(journey, journey.traceId, failed);
    }
    // A user who got no answer does not go on either.
    return verdict !== null && !verdict.endsIteration;
  }

  #countStarved(): void {
    if (this.#options.recorder) this.#options.recorder.starved += 1;
  }

  #offerSlow(journey: Journey, traceId: string, error: LoadErrorKind | null): void {
    const { exchange, step, plannedAt } = journey;
    const figures = step && this.#options.recorder?.step(step.slot);
    if (!figures || exchange.extraHeaders === null) return;
    figures.offerSlow({
      traceId,
      step: figures.name,
      latencyMs: exchange.latencyUs / 1000,
      status: exchange.status || null,
      error,
      at: new Date(this.#options.clock.epochMs + plannedAt).toISOString(),
    });
  }

  #endGroup(journey: Journey): void {
    const group = journey.groups.pop();
    const figures = group && this.#options.recorder?.step(group.slot);
    if (!group || !figures) return;
    figures.planned += 1;
    figures.sent += 1;
    figures.answered += 1;
    if (group.failed) figures.failed += 1;
    figures.histogram.record((journey.plannedAt - group.beganAt) * 1000);
  }

  #end(journey: Journey): void {
    for (const group of journey.groups.splice(0)) {
      const broken = this.#options.recorder?.step(group.slot);
      if (!broken) continue;
      broken.planned += 1;
      broken.sent += 1;
      broken.failed += 1;
    }
    const figures = this.#options.recorder?.iterations;
    if (figures) {
      figures.answered += 1;
      if (journey.failed) figures.failed += 1;
      figures.histogram.record((journey.plannedAt - journey.beganAt) * 1000);
    }
    const { onEnd, plannedAt, waited } = journey;
    journey.onEnd = null;
    journey.iteration = null;
    this.#free.push(journey);
    this.#setInFlight(this.inFlight - 1);
    if (onEnd) {
      if (waited) onEnd(journey, plannedAt);
      else this.#options.clock.setImmediate(() => onEnd(journey, this.#options.clock.now()));
    }
    if (this.inFlight === 0) this.#options.onIdle();
  }
}

/** Failures to connect that are this machine's own. */
const STARVED = /\b(EMFILE|ENFILE|EADDRNOTAVAIL|ENOBUFS)\b/;

function hasTrace(request: RenderedRequest): boolean {
  return request.headers.includes("traceparent");
}
