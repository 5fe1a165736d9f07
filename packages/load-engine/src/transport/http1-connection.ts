import type { OnReadOpts, Socket } from "node:net";
import type { LoadErrorKind } from "@plimsoll/core";
import type { RequestTarget } from "../script/compiled.ts";
import type { TransportError } from "./address-book.ts";
import type { Dialer } from "./dialer.ts";
import type { Carrier, Exchange } from "./exchange.ts";
import { ResponseParser } from "./response-parser.ts";

const IDEMPOTENT = new Set(["GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"]);

/** What a connection tells its pool. */
export interface ConnectionOwner {
  /** It is connected, or its last request is over: it can take another one. */
  freed(connection: Http1Connection): void;
  /** It could not be made. */
  failed(connection: Http1Connection, error: TransportError): void;
  /** It is closed. */
  closed(connection: Http1Connection): void;
  /** The exchange must be sent again on a new connection: this one had been closed by the server before. */
  stale(exchange: Exchange): void;
}

/** One connection, with one request under way at a time. */
export class Http1Connection implements Carrier {
  readonly #owner: ConnectionOwner;
  readonly #parser = new ResponseParser();
  readonly #keepAlive: boolean;
  #cancelDial: (() => void) | null = null;
  #socket: Socket | null = null;
  #exchange: Exchange | null = null;
  #served = false;
  #closed = false;

  constructor(owner: ConnectionOwner, keepAlive: boolean) {
    this.#owner = owner;
    this.#keepAlive = keepAlive;
  }

  get usable(): boolean {
    return !this.#closed;
  }

  /** Connects. `buffer` is what is read into; it may be shared by all connections of a thread. */
  open(dialer: Dialer, target: RequestTarget, buffer: Buffer): void {
    const onread: OnReadOpts = {
      buffer,
      callback: (length) => {
        this.#read(buffer, length);
        return true;
      },
    };
    this.#cancelDial = dialer.dial(target, onread, (error, socket) => {
      this.#cancelDial = null;
      if (socket) this.#connected(socket);
      else if (error && !this.#closed) {
        this.#closed = true;
        this.#owner.failed(this, error);
      }
    });
  }

  /** Sends a request on the open connection. */
  send(exchange: Exchange): void {
    exchange.carrier = this;
    this.#exchange = exchange;
    this.#write(exchange);
  }

  cut(exchange: Exchange, kind: LoadErrorKind, detail: string): void {
    if (exchange === this.#exchange) this.#finish(kind, detail);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#cancelDial?.();
    this.#cancelDial = null;
    this.#socket?.destroy();
    this.#owner.closed(this);
  }

  #connected(socket: Socket): void {
    this.#socket = socket;
    // 'end' comes before 'close', and tells first that an idle connection is no longer any good.
    socket.on("end", () => this.#ended(null));
    socket.on("error", (error) => this.#ended(error));
    socket.on("close", () => this.#ended(null));
    this.#owner.freed(this);
  }

  #write(exchange: Exchange): void {
    const socket = this.#socket;
    const { request } = exchange;
    if (socket === null || request === null) return;
    this.#parser.begin(exchange, request.method === "HEAD");
    const extra = exchange.extraHeaders;
    if (extra === null && request.wire !== null) {
      exchange.bytesOut += request.wire.length;
      socket.write(request.wire);
      return;
    }
    const head = `${request.head}${extra === null ? "" : fieldLines(extra)}\r\n`;
    exchange.bytesOut += head.length + (request.body?.length ?? 0);
    if (request.body === null) {
      socket.write(head, "latin1");
      return;
    }
    socket.cork();
    socket.write(head, "latin1");
    socket.write(request.body);
    socket.uncork();
  }

  #read(buffer: Buffer, length: number): void {
    const exchange = this.#exchange;
    const parser = this.#parser;
    if (exchange === null || parser.state === "done") {
      // An answer to nothing: what comes next could be taken for the answer to another request.
      this.close();
      return;
    }
    exchange.bytesIn += length;
    const state = parser.read(buffer, length);
    if (state === "done") this.#finish(null, "");
    else if (state === "failed") this.#finish(parser.failure, parser.failureDetail);
  }

  #ended(error: Error | null): void {
    const exchange = this.#exchange;
    this.close();
    if (exchange === null) return;
    if (error === null && this.#parser.end()) {
      this.#finish(null, "");
    } else if (this.#served && !this.#parser.started && !exchange.retried && isRepeatable(exchange)) {
      this.#exchange = null;
      exchange.retried = true;
      this.#owner.stale(exchange);
    } else {
      this.#finish("reset", error?.message ?? "the connection was closed before the answer was complete");
    }
  }

  #finish(error: LoadErrorKind | null, detail: string): void {
    const exchange = this.#exchange;
    if (exchange === null) return;
    const parser = this.#parser;
    this.#exchange = null;
    this.#served = true;
    exchange.status = parser.status;
    exchange.headers = parser.headers;
    exchange.bodyBytes = parser.bodyBytes;
    exchange.body = error === null ? parser.takeBody() : null;
    if (error === null && parser.keepAlive && this.#keepAlive && !this.#closed) this.#owner.freed(this);
    else this.close();
    exchange.settle(error, detail);
  }
}

/** Whether it may reach the server twice without harm (RFC 9110, 9.2.2): whether it has been, nobody knows. */
function isRepeatable({ request }: Exchange): boolean {
  return request !== null && IDEMPOTENT.has(request.method);
}

function fieldLines(fields: readonly string[]): string {
  let lines = "";
  for (let at = 0; at + 1 < fields.length; at += 2) lines += `${fields[at]}: ${fields[at + 1]}\r\n`;
  return lines;
}
