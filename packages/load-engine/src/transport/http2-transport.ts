import type { RequestTarget } from "../script/compiled.ts";
import type { Dialer } from "./dialer.ts";
import type { Exchange, Transport } from "./exchange.ts";
import { Http2Connection, type Http2Owner } from "./http2-connection.ts";

/** HTTP/2: requests share connections up to the number that the server takes at once, then another one is opened. */
export class Http2Transport implements Transport, Http2Owner {
  readonly #dialer: Dialer;
  readonly #reuse: boolean;
  readonly #open = new Map<RequestTarget, Http2Connection[]>();

  constructor(dialer: Dialer, reuse: boolean) {
    this.#dialer = dialer;
    this.#reuse = reuse;
  }

  send(exchange: Exchange): void {
    const target = exchange.request?.target;
    if (!target) throw new Error("The exchange has no request.");
    const open = this.#open.get(target) ?? [];
    const free = open.find((connection) => connection.hasRoom) ?? this.#connect(target, open);
    free.send(exchange);
  }

  close(): void {
    for (const open of this.#open.values()) for (const connection of open.slice()) connection.close();
    this.#open.clear();
  }

  closed(connection: Http2Connection): void {
    const open = this.#open.get(connection.target);
    const place = open?.indexOf(connection) ?? -1;
    if (place >= 0) open?.splice(place, 1);
  }

  stale(exchange: Exchange): void {
    this.send(exchange);
  }

  #connect(target: RequestTarget, open: Http2Connection[]): Http2Connection {
    const connection = new Http2Connection(target, this, this.#reuse);
    open.push(connection);
    this.#open.set(target, open);
    connection.open(this.#dialer);
    return connection;
  }
}
