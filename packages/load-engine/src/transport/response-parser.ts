import { ChunkedBody } from "./chunked-body.ts";
import { KeptBody } from "./kept-body.ts";

/** Status line and header fields together. */
const MAX_HEAD_BYTES = 65_536;
const MAX_INTERIM_ANSWERS = 16;
const LF = 10;
const CR = 13;
const COLON = 58;
const SPACE = 32;
const TAB = 9;

/** Where an answer stands after some bytes of it. */
export type ParserState = "head" | "length" | "chunked" | "close" | "done" | "failed";

export interface AnswerWants {
  needsHeaders: boolean;
  /** Whether the header fields of answers 300 to 399 are wanted in any case. */
  followsRedirects: boolean;
  /** Bytes at the beginning of the body to keep. */
  keepBodyBytes: number;
  /** A longer body is a failure. */
  maxBodyBytes: number;
}

/**
 * Reads HTTP/1.x answers as they come, after RFC 9112: bodies by content-length, chunked, or until the connection closes.
 * Memory is bounded: by the limit of the head, and the beginning of the body that is kept.
 */
export class ResponseParser {
  state: ParserState = "done";
  status = 0;
  headers: string[] | null = null;
  bodyBytes = 0;
  /** Whether the connection may serve again after this answer. */
  keepAlive = false;
  /** False until the first byte of the answer has come. */
  started = false;
  /** Of a failed one. */
  failure: "protocol" | "body" = "protocol";
  failureDetail = "";

  #wants: AnswerWants = NOTHING;
  #headRequest = false;
  #pending: Buffer | null = null;
  #remaining = 0;
  #contentLength = -1;
  #chunked = false;
  #otherCoding = false;
  #interim = 0;
  readonly #kept = new KeptBody();
  readonly #chunks = new ChunkedBody((bytes, from, to) => this.#take(bytes, from, to));

  /** Begins a new answer; one to a HEAD request has no body. */
  begin(wants: AnswerWants, headRequest: boolean): void {
    this.state = "head";
    this.status = 0;
    this.headers = null;
    this.bodyBytes = 0;
    this.started = false;
    this.#wants = wants;
    this.#headRequest = headRequest;
    this.#pending = null;
    this.#interim = 0;
    this.#kept.begin(wants.keepBodyBytes);
  }

  /** Reads the first `length` bytes of `chunk`, which may be overwritten afterwards; returns how the answer stands then. */
  read(chunk: Buffer, length: number): ParserState {
    this.started = true;
    if (this.state !== "head") this.#readBody(chunk, 0, length);
    else if (this.#pending === null) this.#readHeads(chunk, length);
    else this.#readMoreHead(this.#pending, chunk.subarray(0, length));
    return this.state;
  }

  /** The connection was closed by the other side; whether the answer is complete then. */
  end(): boolean {
    if (this.state !== "close") return false;
    this.state = "done";
    return true;
  }

  /** The beginning of the body, as far as it was wanted; null where none was. */
  takeBody(): Buffer | null {
    return this.#kept.finish();
  }

  #readMoreHead(pending: Buffer, more: Buffer): void {
    const joined = Buffer.concat([pending, more]);
    this.#pending = joined;
    // Parsed again only when it is complete: a head that drips in byte by byte must not cost the square of its size.
    if (hasEmptyLine(joined, Math.max(0, pending.length - 3))) this.#readHeads(joined, joined.length);
    else if (joined.length > MAX_HEAD_BYTES) this.#fail("its header fields are too large");
  }

  #readHeads(bytes: Buffer, end: number): void {
    let at = 0;
    for (;;) {
      const after = this.#readHead(bytes, at, end);
      if (after < 0) {
        if (this.state === "failed") return;
        if (end - at > MAX_HEAD_BYTES) this.#fail("its header fields are too large");
        else this.#pending = Buffer.from(bytes.subarray(at, end));
        return;
      }
      at = after;
      if (this.status >= 200) break;
      this.#interim += 1;
      if (this.status === 101 || this.#interim > MAX_INTERIM_ANSWERS) {
        this.#fail(`it answered ${this.status} again and again, or without being asked`);
        return;
      }
    }
    this.#pending = null;
    this.#beginBody();
    if (at < end || this.state === "done") this.#readBody(bytes, at, end);
  }

  /** Index after the head that begins at `at`; -1 when it is not complete or not HTTP. */
  #readHead(bytes: Buffer, at: number, end: number): number {
    if (end - at < 13) {
      if (!"HTTP/1.".startsWith(bytes.toString("latin1", at, Math.min(end, at + 7))))
        this.#fail("it does not speak HTTP/1");
      return -1;
    }
    if (!startsWithHttp1(bytes, at)) return this.#fail("it does not speak HTTP/1");
    const hundreds = (bytes[at + 9] ?? 0) - 48;
    const tens = (bytes[at + 10] ?? 0) - 48;
    const ones = (bytes[at + 11] ?? 0) - 48;
    if (hundreds < 1 || hundreds > 9 || tens < 0 || tens > 9 || ones < 0 || ones > 9) {
      return this.#fail("its status line has no status code");
    }
    this.status = hundreds * 100 + tens * 10 + ones;
    this.keepAlive = bytes[at + 7] === 49;
    this.#contentLength = -1;
    this.#chunked = false;
    this.#otherCoding = false;
    const redirect = this.status >= 300 && this.status <= 399;
    this.headers = this.#wants.needsHeaders || (this.#wants.followsRedirects && redirect) ? [] : null;
    let line = at + 12;
    while (line < end && bytes[line] !== LF) line += 1;
    return line >= end ? -1 : this.#readFields(bytes, line + 1, end);
  }

  #readFields(bytes: Buffer, at: number, end: number): number {
    let line = at;
    while (line < end) {
      const first = bytes[line];
      if (first === LF) return line + 1;
      if (first === CR) {
        if (line + 1 >= end) return -1;
        return bytes[line + 1] === LF ? line + 2 : this.#fail("a header line is broken");
      }
      let colon = line;
      while (colon < end && bytes[colon] !== COLON && bytes[colon] !== LF) colon += 1;
      if (colon >= end) return -1;
      if (bytes[colon] === LF || colon === line || first === SPACE || first === TAB) {
        return this.#fail("a header line has no name");
      }
      let eol = colon + 1;
      while (eol < end && bytes[eol] !== LF) eol += 1;
      if (eol >= end) return -1;
      if (!this.#readField(bytes, line, colon, eol)) return -1;
      line = eol + 1;
    }
    return -1;
  }

  #readField(bytes: Buffer, line: number, colon: number, eol: number): boolean {
    if (this.headers !== null) {
      const name = bytes.toString("latin1", line, colon).toLowerCase();
      this.headers.push(name, bytes.toString("latin1", colon + 1, eol).trim());
    }
    const length = colon - line;
    if (length === 14 && isNamed(bytes, line, "content-length")) return this.#setContentLength(bytes, colon + 1, eol);
    if (length === 17 && isNamed(bytes, line, "transfer-encoding")) {
      this.#otherCoding = true;
      this.#chunked = /(^|[,\s])chunked$/i.test(bytes.toString("latin1", colon + 1, eol).trim());
    } else if (length === 10 && isNamed(bytes, line, "connection")) {
      const options = bytes.toString("latin1", colon + 1, eol).toLowerCase();
      if (options.includes("close")) this.keepAlive = false;
      else if (options.includes("keep-alive")) this.keepAlive = true;
    }
    return true;
  }

  #setContentLength(bytes: Buffer, from: number, to: number): boolean {
    let length = -1;
    let valid = true;
    for (let at = from; at < to && valid; at += 1) {
      const byte = bytes[at] ?? 0;
      if (byte >= 48 && byte <= 57) length = Math.max(0, length) * 10 + byte - 48;
      else valid = byte === SPACE || byte === TAB || byte === CR;
    }
    valid = valid && length >= 0 && length <= Number.MAX_SAFE_INTEGER;
    if (!valid || (this.#contentLength >= 0 && this.#contentLength !== length)) {
      this.#fail("its content-length makes no sense");
      return false;
    }
    this.#contentLength = length;
    return true;
  }

  #beginBody(): void {
    const { status } = this;
    if (this.#headRequest || status === 204 || status === 304) {
      this.state = "done";
    } else if (this.#chunked) {
      this.state = "chunked";
      this.#chunks.begin();
    } else if (this.#contentLength >= 0 && !this.#otherCoding) {
      this.#remaining = this.#contentLength;
      if (this.#contentLength > this.#wants.maxBodyBytes) this.#tooLarge();
      else this.state = this.#remaining === 0 ? "done" : "length";
    } else {
      this.state = "close";
      this.keepAlive = false;
    }
  }

  #readBody(bytes: Buffer, at: number, end: number): void {
    let from = at;
    if (this.state === "length") {
      const to = Math.min(end, from + this.#remaining);
      this.#remaining -= to - from;
      this.#take(bytes, from, to);
      from = to;
      if (this.#remaining === 0) this.state = "done";
    } else if (this.state === "close") {
      this.#take(bytes, from, end);
      from = end;
    } else if (this.state === "chunked") {
      from = this.#chunks.read(bytes, from, end);
      if (this.#chunks.state === "failed") this.#fail("its chunks are broken");
      else if (this.#chunks.state === "done" && this.bodyBytes <= this.#wants.maxBodyBytes) this.state = "done";
    }
    if (this.bodyBytes > this.#wants.maxBodyBytes) this.#tooLarge();
    // Nobody asked for what comes after an answer.
    if (from < end && this.state === "done") this.keepAlive = false;
  }

  #take(bytes: Buffer, from: number, to: number): void {
    this.bodyBytes += to - from;
    this.#kept.take(bytes, from, to, this.state === "length" && this.#remaining === 0);
  }

  #tooLarge(): void {
    this.state = "failed";
    this.failure = "body";
    this.failureDetail = `its body is larger than ${this.#wants.maxBodyBytes} bytes`;
  }

  #fail(detail: string): -1 {
    this.state = "failed";
    this.failure = "protocol";
    this.failureDetail = detail;
    return -1;
  }
}

const NOTHING: AnswerWants = { needsHeaders: false, followsRedirects: false, keepBodyBytes: 0, maxBodyBytes: 0 };

/** `HTTP/1.` and a digit, and a space after it. */
function startsWithHttp1(bytes: Buffer, at: number): boolean {
  return (
    bytes[at] === 72 &&
    bytes[at + 1] === 84 &&
    bytes[at + 2] === 84 &&
    bytes[at + 3] === 80 &&
    bytes[at + 4] === 47 &&
    bytes[at + 5] === 49 &&
    bytes[at + 6] === 46 &&
    (bytes[at + 7] === 49 || bytes[at + 7] === 48) &&
    bytes[at + 8] === SPACE
  );
}

/** Whether the empty line that ends a head lies at or after `from`. */
function hasEmptyLine(bytes: Buffer, from: number): boolean {
  for (let at = bytes.indexOf(LF, from); at >= 0; at = bytes.indexOf(LF, at + 1)) {
    if (bytes[at + 1] === LF || (bytes[at + 1] === CR && bytes[at + 2] === LF)) return true;
  }
  return false;
}

/** Whether the bytes from `at` are `name`, which is in lower case, in any case. */
function isNamed(bytes: Buffer, at: number, name: string): boolean {
  for (let place = 0; place < name.length; place += 1) {
    const byte = bytes[at + place] ?? 0;
    if ((byte >= 65 && byte <= 90 ? byte | 32 : byte) !== name.charCodeAt(place)) return false;
  }
  return true;
}
