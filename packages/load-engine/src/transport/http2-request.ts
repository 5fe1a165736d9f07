import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  constants,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
} from "node:http2";
import { type LoadErrorKind, toError } from "@plimsoll/core";
import type { Carrier, Exchange } from "./exchange.ts";
import type { Http2Connection } from "./http2-connection.ts";
import { KeptBody } from "./kept-body.ts";

/** One request on an HTTP/2 connection. Bytes are those of bodies and of header fields before compression. */
export class Http2Request implements Carrier {
  readonly #connection: Http2Connection;
  readonly #session: ClientHttp2Session;
  readonly #servedBefore: boolean;
  #exchange: Exchange | null;
  #stream: ClientHttp2Stream | null = null;
  readonly #kept = new KeptBody();
  #status = 0;
  #bodyBytes = 0;
  #ended = false;

  constructor(connection: Http2Connection, session: ClientHttp2Session, exchange: Exchange) {
    this.#connection = connection;
    this.#session = session;
    this.#exchange = exchange;
    this.#servedBefore = connection.served;
    exchange.carrier = this;
    this.#kept.begin(exchange.keepBodyBytes);
  }

  start(): void {
    const request = this.#exchange?.request;
    if (!this.#exchange || !request) return;
    try {
      const headers = headerFields(this.#exchange);
      const stream = this.#session.request(headers, { endStream: request.body === null });
      this.#stream = stream;
      this.#exchange.bytesOut += sizeOf(headers) + (request.body?.length ?? 0);
      this.#listen(stream);
      if (request.body !== null) stream.end(request.body);
    } catch (thrown) {
      // The connection went away between being chosen and being used.
      setImmediate(() => this.#broke(toError(thrown)));
    }
  }

  cut(exchange: Exchange, kind: LoadErrorKind, detail: string): void {
    if (exchange === this.#exchange) this.#finish(kind, detail);
  }

  #listen(stream: ClientHttp2Stream): void {
    stream.on("response", (headers) => this.#answered(headers));
    stream.on("data", (chunk: Buffer) => this.#take(chunk));
    stream.on("end", () => {
      this.#ended = this.#status > 0;
    });
    stream.on("error", (error) => this.#broke(error));
    stream.on("close", () => {
      if (this.#ended && stream.rstCode === 0) this.#finish(null, "");
      else this.#broke(new Error("the stream was closed before the answer was complete"));
    });
  }

  #answered(headers: IncomingHttpHeaders & { ":status"?: number | undefined }): void {
    const exchange = this.#exchange;
    if (exchange === null) return;
    this.#status = headers[":status"] ?? 0;
    exchange.bytesIn += sizeOf(headers);
    const redirect = this.#status >= 300 && this.#status <= 399;
    if (exchange.needsHeaders || (exchange.followsRedirects && redirect)) exchange.headers = flatFields(headers);
  }

  #take(chunk: Buffer): void {
    const exchange = this.#exchange;
    if (exchange === null) return;
    exchange.bytesIn += chunk.length;
    this.#bodyBytes += chunk.length;
    this.#kept.take(chunk, 0, chunk.length, false);
    if (this.#bodyBytes > exchange.maxBodyBytes) {
      this.#finish("body", `its body is larger than ${exchange.maxBodyBytes} bytes`);
    }
  }

  #broke(error: Error): void {
    const exchange = this.#exchange;
    if (exchange === null) return;
    // A request that was refused so was never looked at: it may be sent again, whatever its method.
    const unseen = this.#stream?.rstCode === constants.NGHTTP2_REFUSED_STREAM;
    const refused = unseen || (this.#servedBefore && this.#session.destroyed);
    if (refused && this.#status === 0 && !exchange.retried) {
      this.#exchange = null;
      exchange.retried = true;
      this.#connection.released();
      this.#connection.stale(exchange);
      return;
    }
    const failure = this.#connection.failure;
    const kind = failure !== null && /protocol|bad|invalid|frame/i.test(failure) ? "protocol" : "reset";
    this.#finish(kind, failure ?? error.message);
  }

  #finish(error: LoadErrorKind | null, detail: string): void {
    const exchange = this.#exchange;
    if (exchange === null) return;
    this.#exchange = null;
    exchange.status = this.#status;
    exchange.bodyBytes = this.#bodyBytes;
    exchange.body = error === null ? this.#kept.finish() : null;
    if (error !== null) this.#stream?.on("error", () => undefined).destroy();
    this.#connection.released();
    exchange.settle(error, detail);
  }
}

function headerFields(exchange: Exchange): OutgoingHttpHeaders {
  const { request } = exchange;
  if (!request) return {};
  const fields: OutgoingHttpHeaders = {
    ":method": request.method,
    ":scheme": request.target.secure ? "https" : "http",
    ":authority": request.authority,
    ":path": request.path,
  };
  for (const list of [request.headers, exchange.extraHeaders ?? []]) {
    for (let at = 0; at + 1 < list.length; at += 2) addField(fields, list[at] ?? "", list[at + 1] ?? "");
  }
  return fields;
}

function addField(fields: OutgoingHttpHeaders, name: string, value: string): void {
  const before = fields[name];
  if (before === undefined) fields[name] = value;
  else fields[name] = Array.isArray(before) ? [...before, value] : [String(before), value];
}

function flatFields(headers: IncomingHttpHeaders): string[] {
  return Object.entries(headers).flatMap(([name, value]) => {
    if (name.startsWith(":") || value === undefined) return [];
    return (Array.isArray(value) ? value : [String(value)]).flatMap((one) => [name, one]);
  });
}

function sizeOf(headers: IncomingHttpHeaders | OutgoingHttpHeaders): number {
  let bytes = 0;
  for (const name in headers) bytes += name.length + String(headers[name]).length + 2;
  return bytes;
}
