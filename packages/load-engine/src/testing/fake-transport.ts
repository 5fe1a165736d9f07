import type { LoadErrorKind } from "@plimsoll/core";
import type { Clock } from "../clock/clock.ts";
import type { RenderedRequest } from "../script/compiled.ts";
import type { Carrier, Exchange, Transport } from "../transport/exchange.ts";

export interface FakeAnswer {
  afterMs: number;
  status?: number;
  error?: LoadErrorKind;
  headers?: string[];
  body?: string;
}

/** Answers without a network. An `afterMs` of Infinity is never. */
export class FakeTransport implements Transport, Carrier {
  readonly sent: { at: number; request: RenderedRequest; extraHeaders: readonly string[] | null }[] = [];
  underWay = 0;
  most = 0;
  keepSent = true;
  readonly #clock: Clock;
  readonly #answer: (request: RenderedRequest, at: number) => FakeAnswer;

  constructor(clock: Clock, answer: (request: RenderedRequest, at: number) => FakeAnswer) {
    this.#clock = clock;
    this.#answer = answer;
  }

  send(exchange: Exchange): void {
    const { request } = exchange;
    if (request === null) throw new Error("The exchange has no request.");
    const at = this.#clock.now();
    if (this.keepSent) this.sent.push({ at, request, extraHeaders: exchange.extraHeaders });
    exchange.carrier = this;
    this.underWay += 1;
    this.most = Math.max(this.most, this.underWay);
    const answer = this.#answer(request, at);
    if (answer.afterMs === Number.POSITIVE_INFINITY) return;
    let over = false;
    const carrier: Carrier = {
      cut: (cut, kind, detail) => {
        over = true;
        this.cut(cut, kind, detail);
      },
    };
    exchange.carrier = carrier;
    this.#clock.setTimeout(() => {
      if (over) return;
      this.underWay -= 1;
      exchange.status = answer.status ?? (answer.error ? 0 : 200);
      exchange.headers = answer.headers ?? [];
      exchange.body = exchange.keepBodyBytes > 0 ? Buffer.from(answer.body ?? "") : null;
      exchange.bytesIn += 100;
      exchange.bytesOut += 50;
      exchange.settle(answer.error ?? null, "");
    }, answer.afterMs);
  }

  cut(exchange: Exchange, kind: LoadErrorKind, detail: string): void {
    this.underWay -= 1;
    exchange.settle(kind, detail);
  }

  close(): void {
    this.keepSent = false;
  }
}
