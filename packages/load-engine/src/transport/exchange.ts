import type { LoadErrorKind } from "@plimsoll/core";
import type { ReceivedResponse, RenderedRequest } from "../script/compiled.ts";

/** What holds an exchange while it is under way: a connection, or an attempt to make one. */
export interface Carrier {
  /** Ends it now, with this failure. */
  cut(exchange: Exchange, kind: LoadErrorKind, detail: string): void;
}

/**
 * One request and its answer. The transport fills in the outcome and calls `onSettled` exactly once, never within `send`.
 * An exchange is used again and again: objects are dear where a hundred thousand are made a second.
 */
export class Exchange implements ReceivedResponse {
  request: RenderedRequest | null = null;
  /** More header fields than the script's: name, value, name, value …; null for none. */
  extraHeaders: readonly string[] | null = null;
  needsHeaders = false;
  /** Whether the header fields of a redirect are wanted. */
  followsRedirects = false;
  keepBodyBytes = 0;
  maxBodyBytes = 0;

  /** 0 while there is no answer. */
  status = 0;
  headers: string[] | null = null;
  body: Buffer | null = null;
  bodyBytes = 0;
  latencyUs = 0;
  bytesIn = 0;
  bytesOut = 0;
  error: LoadErrorKind | null = null;
  errorDetail = "";

  carrier: Carrier | null = null;
  /** True once it was sent again because a connection that was kept alive had been closed. */
  retried = false;

  /** Neighbours in the list of deadlines. */
  earlier: Exchange | null = null;
  later: Exchange | null = null;
  deadlineAt = 0;

  onSettled: (exchange: Exchange) => void;

  constructor(onSettled: (exchange: Exchange) => void) {
    this.onSettled = onSettled;
  }

  /** Forgets the last answer; bytes are counted on. */
  restart(): void {
    this.status = 0;
    this.headers = null;
    this.body = null;
    this.bodyBytes = 0;
    this.error = null;
    this.errorDetail = "";
    this.retried = false;
  }

  settle(error: LoadErrorKind | null, detail: string): void {
    if (this.carrier === null) return;
    this.carrier = null;
    this.error = error;
    this.errorDetail = detail;
    this.onSettled(this);
  }
}

/** Sends requests over connections of its own. */
export interface Transport {
  send(exchange: Exchange): void;
  /** Closes every connection; nothing may be under way any more. */
  close(): void;
}
