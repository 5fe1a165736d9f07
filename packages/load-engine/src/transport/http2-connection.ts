import { type ClientHttp2Session, connect } from "node:http2";
import type { LoadErrorKind } from "@plimsoll/core";
import type { RequestTarget } from "../script/compiled.ts";
import type { TransportError } from "./address-book.ts";
import type { Dialer } from "./dialer.ts";
import type { Carrier, Exchange } from "./exchange.ts";
import { Http2Request } from "./http2-request.ts";

/** Requests given to a connection before the server has said how many it takes: what RFC 9113 asks servers to allow. */
const USUAL_STREAMS = 100;

/** What a connection tells its pool. */
export interface Http2Owner {
  closed(connection: Http2Connection): void;
  /** The exchange was not looked at by the server, and must be sent again on another connection. */
  stale(exchange: Exchange): void;
}

/** One HTTP/2 connection with many requests under way. */
export class Http2Connection implements Carrier {
  readonly target: RequestTarget;
  readonly #owner: Http2Owner;
  readonly #reuse: boolean;
  #session: ClientHttp2Session | null = null;
  #cancelDial: (() => void) | null = null;
  readonly #waiting = new Set<Exchange>();
  #streams = 0;
  #limit: number;
  #served = false;
  #closed = false;
  #failure: string | null = null;

  constructor(target: RequestTarget, owner: Http2Owner, reuse: boolean) {
    this.target = target;
    this.#owner = owner;
    this.#reuse = reuse;
    this.#limit = reuse ? USUAL_STREAMS : 1;
  }

  get hasRoom(): boolean {
    if (this.#closed || this.#session?.destroyed || this.#session?.closed) return false;
    return this.#waiting.size + this.#streams < this.#limit && (this.#reuse || !this.#served);
  }
  get served(): boolean {
    return this.#served;
  }
  /** Why the whole connection broke; null while it has not. */
  get failure(): string | null {
    return this.#failure;
  }

  open(dialer: Dialer): void {
    this.#cancelDial = dialer.dial(this.target, undefined, (error, socket) => {
      this.#cancelDial = null;
      if (!socket) {
        this.#fail(error);
        return;
      }
      const session = connect(this.target.origin, { createConnection: () => socket });
      this.#session = session;
      session.on("error", (failure) => {
        this.#failure = failure.message;
      });
      session.on("goaway", () => this.#retire());
      session.on("close", () => this.#retire());
      session.on("remoteSettings", (settings) => {
        if (this.#reuse) this.#limit = Math.min(settings.maxConcurrentStreams ?? USUAL_STREAMS, 1_000);
      });
      for (const exchange of this.#waiting) this.#start(exchange);
      this.#waiting.clear();
    });
  }

  send(exchange: Exchange): void {
    if (this.#session) {
      this.#start(exchange);
      return;
    }
    exchange.carrier = this;
    this.#waiting.add(exchange);
  }

  /** Of exchanges that wait for the connection; those under way are carried by their request. */
  cut(exchange: Exchange, kind: LoadErrorKind, detail: string): void {
    if (!this.#waiting.delete(exchange)) return;
    if (this.#waiting.size === 0 && this.#session === null) this.close();
    exchange.settle(kind, detail);
  }

  /** Called by a request when it is over. */
  released(): void {
    this.#streams -= 1;
    this.#served = true;
    if (!this.#reuse || (this.#closed && this.#streams === 0)) this.close();
  }

  stale(exchange: Exchange): void {
    this.#owner.stale(exchange);
  }

  close(): void {
    this.#retire();
    this.#cancelDial?.();
    this.#cancelDial = null;
    this.#session?.destroy();
  }

  #start(exchange: Exchange): void {
    this.#streams += 1;
    if (this.#session) new Http2Request(this, this.#session, exchange).start();
  }

  /** Takes no more requests; those under way go on. */
  #retire(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#owner.closed(this);
  }

  #fail(error: TransportError | null): void {
    this.#retire();
    for (const exchange of this.#waiting) {
      this.#waiting.delete(exchange);
      exchange.settle(error?.kind ?? "connect", error?.message ?? "");
    }
  }
}
