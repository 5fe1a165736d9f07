import type { RequestTarget } from "../script/compiled.ts";
import type { Dialer } from "./dialer.ts";
import type { Exchange, Transport } from "./exchange.ts";
import { Http1Pool } from "./http1-pool.ts";

const READ_BUFFER_BYTES = 65_536;

/** HTTP/1.1, one request at a time on a connection. */
export class Http1Transport implements Transport {
  readonly #dialer: Dialer;
  readonly #keepAlive: boolean;
  readonly #pools = new Map<RequestTarget, Http1Pool>();
  /** Shared by all connections: what was read is dealt with before anything else is read. */
  readonly #buffer = Buffer.allocUnsafeSlow(READ_BUFFER_BYTES);

  constructor(dialer: Dialer, keepAlive: boolean) {
    this.#dialer = dialer;
    this.#keepAlive = keepAlive;
  }

  send(exchange: Exchange): void {
    const target = exchange.request?.target;
    if (!target) throw new Error("The exchange has no request.");
    let pool = this.#pools.get(target);
    if (!pool) {
      pool = new Http1Pool(target, this.#dialer, { keepAlive: this.#keepAlive, buffer: this.#buffer });
      this.#pools.set(target, pool);
    }
    pool.send(exchange);
  }

  close(): void {
    for (const pool of this.#pools.values()) pool.close();
    this.#pools.clear();
  }
}
