import type { RenderedRequest, RequestTarget } from "./compiled.ts";

interface RequestParts {
  method: string;
  target: RequestTarget;
  path: string;
  authority: string;
  headers: readonly string[];
  body: Buffer | null;
  /** HTTP/1.1: whether the connection is to be closed after the answer. */
  close: boolean;
  /** The `cookie` header as the script has it, without those of the jar. */
  ownCookie: string | null;
}

/** A request that is ready to be sent; its text for HTTP/1.1 is made when it is asked for. */
export class HttpRequest implements RenderedRequest {
  readonly method: string;
  readonly target: RequestTarget;
  readonly path: string;
  readonly authority: string;
  readonly headers: readonly string[];
  readonly body: Buffer | null;
  readonly parts: RequestParts;
  #head: string | null = null;
  #wire: Buffer | null = null;

  constructor(parts: RequestParts) {
    this.method = parts.method;
    this.target = parts.target;
    this.path = parts.path;
    this.authority = parts.authority;
    this.headers = parts.headers;
    this.body = parts.body;
    this.parts = parts;
  }

  get head(): string {
    this.#head ??= this.#writeHead();
    return this.#head;
  }

  get wire(): Buffer | null {
    return this.#wire;
  }

  /** Builds all bytes, of a request that is sent many times. */
  prebuild(): this {
    const head = Buffer.from(`${this.head}\r\n`, "latin1");
    this.#wire = this.body ? Buffer.concat([head, this.body]) : head;
    return this;
  }

  /** The same with a `cookie` header of the script's own cookies and those of the jar. */
  withCookie(cookie: string): HttpRequest {
    const headers: string[] = [];
    for (let at = 0; at < this.headers.length; at += 2) {
      if (this.headers[at] !== "cookie") headers.push(this.headers[at] ?? "", this.headers[at + 1] ?? "");
    }
    headers.push("cookie", cookie);
    return new HttpRequest({ ...this.parts, headers });
  }

  #writeHead(): string {
    let head = `${this.method} ${this.path} HTTP/1.1\r\nhost: ${this.authority}\r\n`;
    for (let at = 0; at < this.headers.length; at += 2) head += `${this.headers[at]}: ${this.headers[at + 1]}\r\n`;
    return this.parts.close ? `${head}connection: close\r\n` : head;
  }
}

/** The request that follows a redirect, after RFC 9110 section 15.4 and the Fetch standard. */
export function redirectedRequest(
  request: HttpRequest,
  status: number,
  target: RequestTarget,
  path: string,
): HttpRequest {
  const { method, parts } = request;
  const becomesGet = (status === 303 && method !== "HEAD") || ((status === 301 || status === 302) && method === "POST");
  const moved = target.origin !== request.target.origin;
  const headers: string[] = [];
  for (let at = 0; at < request.headers.length; at += 2) {
    const name = request.headers[at] ?? "";
    const ofBody = becomesGet && name.startsWith("content-");
    const secret = moved && (name === "authorization" || name === "proxy-authorization");
    if (!ofBody && !secret && name !== "cookie") headers.push(name, request.headers[at + 1] ?? "");
  }
  return new HttpRequest({
    ...parts,
    method: becomesGet ? "GET" : method,
    target,
    path,
    authority: moved ? target.authority : parts.authority,
    headers,
    body: becomesGet ? null : parts.body,
    ownCookie: moved ? null : parts.ownCookie,
  });
}
