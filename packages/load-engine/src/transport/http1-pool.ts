import type { LoadErrorKind } from "@plimsoll/core";
import type { RequestTarget } from "../script/compiled.ts";
import type { TransportError } from "./address-book.ts";
import type { Dialer } from "./dialer.ts";
import type { Carrier, Exchange } from "./exchange.ts";
import { type ConnectionOwner, Http1Connection } from "./http1-connection.ts";

/**
 * Connections that are being made at once, where they are kept. Without a bound, a burst of requests makes more connections
 * than the two sides can open, which makes connecting slower still, while those that are open already could serve it.
 */
const MAX_DIALLING = 128;

/**
 * The connections to one target: as many as requests are under way. A request that finds none free waits for a new one,
 * or for the next that becomes free.
 */
export class Http1Pool implements Carrier, ConnectionOwner {
  readonly #target: RequestTarget;
  readonly #dialer: Dialer;
  readonly #keepAlive: boolean;
  readonly #buffer: Buffer;
  readonly #idle: Http1Connection[] = [];
  /** In the order they came. */
  readonly #waiting = new Set<Exchange>();
  readonly #dialling = new Set<Http1Connection>();
  readonly #open = new Set<Http1Connection>();
  #over = false;

  constructor(target: RequestTarget, dialer: Dialer, options: { keepAlive: boolean; buffer: Buffer }) {
    this.#target = target;
    this.#dialer = dialer;
    this.#keepAlive = options.keepAlive;
    this.#buffer = options.buffer;
  }

  send(exchange: Exchange): void {
    for (let free = this.#idle.pop(); free; free = this.#idle.pop()) {
      if (free.usable) {
        free.send(exchange);
        return;
      }
    }
    this.#wait(exchange);
  }

  close(): void {
    this.#over = true;
    for (const connection of [...this.#dialling, ...this.#open]) connection.close();
  }

  /** Of exchanges that wait; those under way are carried by their connection. */
  cut(exchange: Exchange, kind: LoadErrorKind, detail: string): void {
    if (!this.#waiting.delete(exchange)) return;
    // The attempt that has taken longest is given up with it, and another one is made for those who still wait.
    const [oldest] = this.#dialling;
    oldest?.close();
    this.#dial();
    exchange.settle(kind, detail);
  }

  freed(connection: Http1Connection): void {
    if (this.#dialling.delete(connection)) this.#open.add(connection);
    const [next] = this.#waiting;
    if (next) {
      this.#waiting.delete(next);
      connection.send(next);
      this.#dial();
    } else this.#idle.push(connection);
  }

  failed(connection: Http1Connection, error: TransportError): void {
    this.#dialling.delete(connection);
    const [next] = this.#waiting;
    if (next) {
      this.#waiting.delete(next);
      next.settle(error.kind, error.message);
    }
    this.#dial();
  }

  /** An idle one stays in its list until its turn comes. */
  closed(connection: Http1Connection): void {
    this.#open.delete(connection);
    this.#dialling.delete(connection);
  }

  stale(exchange: Exchange): void {
    this.#wait(exchange);
  }

  #wait(exchange: Exchange): void {
    exchange.carrier = this;
    this.#waiting.add(exchange);
    this.#dial();
  }

  /** Makes as many connections as there are requests waiting for one. */
  #dial(): void {
    const most = this.#keepAlive ? Math.min(this.#waiting.size, MAX_DIALLING) : this.#waiting.size;
    while (!this.#over && this.#dialling.size < most) {
      const connection = new Http1Connection(this, this.#keepAlive);
      this.#dialling.add(connection);
      connection.open(this.#dialer, this.#target, this.#buffer);
    }
  }
}
