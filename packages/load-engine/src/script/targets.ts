import { RenderError, type RequestTarget } from "./compiled.ts";

/** One object an origin, so that connections can be found by it. */
export class Targets {
  readonly #byOrigin = new Map<string, RequestTarget>();

  /** @throws Error when the URL is not one of HTTP, or holds a name and password */
  of(url: URL): RequestTarget {
    const known = this.#byOrigin.get(url.origin);
    if (known && url.username === "" && url.password === "") return known;
    if (url.protocol !== "http:" && url.protocol !== "https:")
      throw new Error("only http:// and https:// can be tested");
    if (url.username !== "" || url.password !== "") {
      throw new Error("a URL may hold no name and password; send them in an `authorization` header");
    }
    const secure = url.protocol === "https:";
    const target: RequestTarget = {
      origin: url.origin,
      secure,
      hostname: url.hostname.replace(/^\[(.*)\]$/, "$1"),
      port: Number(url.port) || (secure ? 443 : 80),
      authority: url.host,
    };
    // Only answers of the server can bring this many; the transport refuses all but the few origins that were opened.
    if (this.#byOrigin.size >= MOST_ORIGINS) throw new RenderError("protocol", "The answers led to too many hosts.");
    this.#byOrigin.set(url.origin, target);
    return target;
  }

  get origins(): string[] {
    return [...this.#byOrigin.keys()];
  }
}

const MOST_ORIGINS = 1_000;

/** Encodes what may not stand in a request line: spaces, other characters beyond ASCII, `#`. */
export function encodePath(path: string): string {
  if (!UNSAFE.test(path)) return path;
  if (BREAKS_LINE.test(path)) throw new RenderError("protocol", "A value for a URL holds a line break.");
  try {
    return path.replace(UNSAFE_ALL, encodeURIComponent);
  } catch {
    throw new RenderError("protocol", "A value for a URL holds half a character.");
  }
}

const UNSAFE = /[^\x21-\x7e]|[#<>"`]/;
const UNSAFE_ALL = /[^\x21-\x7e]+|[#<>"`]/g;
const BREAKS_LINE = /[\r\n\0]/;
