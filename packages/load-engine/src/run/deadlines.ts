import type { Clock } from "../clock/clock.ts";
import { Exchange } from "../transport/exchange.ts";

/**
 * Ends exchanges that take too long. A list for each length of time: in it deadlines come in the order of sending, so that
 * one timer a list is enough, and joining and leaving cost nothing.
 */
export class Deadlines {
  readonly #clock: Clock;
  readonly #expired: (exchange: Exchange) => void;
  readonly #lists = new Map<number, DeadlineList>();

  constructor(clock: Clock, expired: (exchange: Exchange) => void) {
    this.#clock = clock;
    this.#expired = expired;
  }

  add(exchange: Exchange, now: number, timeoutMs: number): void {
    let list = this.#lists.get(timeoutMs);
    if (!list) {
      list = new DeadlineList(this.#clock, this.#expired);
      this.#lists.set(timeoutMs, list);
    }
    list.add(exchange, now + timeoutMs, now);
  }

  remove(exchange: Exchange): void {
    leave(exchange);
  }

  /** Ends everything that is under way. */
  expireAll(): void {
    for (const list of this.#lists.values()) list.expire(Number.POSITIVE_INFINITY);
  }

  clear(): void {
    for (const list of this.#lists.values()) list.stop();
  }
}

/** A ring through a head that is no exchange of anybody's. */
class DeadlineList {
  readonly #clock: Clock;
  readonly #expired: (exchange: Exchange) => void;
  readonly #head: Exchange;
  #timer: unknown = null;

  constructor(clock: Clock, expired: (exchange: Exchange) => void) {
    this.#clock = clock;
    this.#expired = expired;
    this.#head = new Exchange(() => undefined);
    this.#head.earlier = this.#head;
    this.#head.later = this.#head;
  }

  add(exchange: Exchange, deadlineAt: number, now: number): void {
    const last = this.#head.earlier ?? this.#head;
    exchange.deadlineAt = deadlineAt;
    exchange.earlier = last;
    exchange.later = this.#head;
    last.later = exchange;
    this.#head.earlier = exchange;
    if (this.#timer === null) this.#arm(deadlineAt - now);
  }

  /** Ends those whose time is over at `now`. */
  expire(now: number): void {
    for (let first = this.#first(); first && first.deadlineAt <= now; first = this.#first()) {
      leave(first);
      this.#expired(first);
    }
  }

  stop(): void {
    if (this.#timer !== null) this.#clock.clearTimeout(this.#timer);
    this.#timer = null;
  }

  #first(): Exchange | null {
    return this.#head.later === this.#head ? null : this.#head.later;
  }

  #arm(waitMs: number): void {
    this.#timer = this.#clock.setTimeout(this.#fire, Math.max(1, Math.ceil(waitMs)));
  }

  readonly #fire = (): void => {
    const now = this.#clock.now();
    // Still taken for armed: what is sent in the meantime has later deadlines than those that are waiting.
    this.expire(now);
    this.#timer = null;
    const first = this.#first();
    if (first) this.#arm(first.deadlineAt - now);
  };
}

function leave(exchange: Exchange): void {
  if (exchange.earlier) exchange.earlier.later = exchange.later;
  if (exchange.later) exchange.later.earlier = exchange.earlier;
  exchange.earlier = null;
  exchange.later = null;
}
