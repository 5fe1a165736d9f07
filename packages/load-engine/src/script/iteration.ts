import { type Iteration, type ReceivedResponse, RenderError, type RenderedRequest } from "./compiled.ts";
import { CookieJar } from "./cookie-jar.ts";
import { HttpRequest, redirectedRequest } from "./http-request.ts";
import { encodePath, type Targets } from "./targets.ts";
import type { ThreadSource } from "./thread-source.ts";
import type { Scope, Value } from "./values.ts";

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** An iteration under way. */
export class IterationScope implements Iteration, Scope {
  readonly thread: ThreadSource;
  readonly values: (Value | undefined)[] = [];
  readonly rows: (number | undefined)[] = [];
  jar: CookieJar | null = null;
  /** What was sent last: whose answer is looked at. */
  sent: RenderedRequest | null = null;
  readonly #targets: Targets;

  constructor(thread: ThreadSource, targets: Targets) {
    this.thread = thread;
    this.#targets = targets;
  }

  /** The request with the cookies that are for it; remembers it as sent. */
  send(request: HttpRequest): RenderedRequest {
    const cookie = this.jar?.header(request.target, request.path, request.parts.ownCookie) ?? null;
    const sent = cookie === null || cookie === request.parts.ownCookie ? request : request.withCookie(cookie);
    this.sent = sent;
    return sent;
  }

  /** Takes the cookies of an answer to what was sent last. */
  receive({ headers }: ReceivedResponse): void {
    if (!headers || !this.sent) return;
    for (let at = 0; at < headers.length; at += 2) {
      if (headers[at] !== "set-cookie") continue;
      this.jar ??= new CookieJar();
      this.jar.store(headers[at + 1] ?? "", this.sent.target, this.sent.path);
    }
  }

  redirect(request: RenderedRequest, response: ReceivedResponse): RenderedRequest | null {
    if (!REDIRECTS.has(response.status) || !(request instanceof HttpRequest)) return null;
    const at = response.headers?.findIndex((name, place) => place % 2 === 0 && name === "location") ?? -1;
    const location = at === -1 ? undefined : response.headers?.[at + 1];
    if (location === undefined) return null;
    this.sent = request;
    this.receive(response);
    try {
      // Headers are bytes; servers that put more than ASCII there mean UTF-8.
      const url = new URL(Buffer.from(location, "latin1").toString(), request.target.origin + request.path);
      const next = redirectedRequest(
        request,
        response.status,
        this.#targets.of(url),
        encodePath(url.pathname + url.search),
      );
      const cookie = next.parts.ownCookie;
      return this.send(cookie === null ? next : next.withCookie(cookie));
    } catch (thrown) {
      if (thrown instanceof RenderError) throw thrown;
      const why = thrown instanceof Error ? thrown.message : String(thrown);
      throw new RenderError("protocol", `The redirect to "${location.slice(0, 200)}" cannot be followed: ${why}.`);
    }
  }
}
