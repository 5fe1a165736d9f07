import type { LoadErrorKind } from "@plimsoll/core";

/** What `compileScript` makes of a script for one thread: everything that can be known before the run is worked out. */
export interface CompiledScript {
  readonly scenarios: readonly CompiledScenario[];
  /** Names that figures are kept under. A step's `slot` is its place here; steps of one name share a slot. */
  readonly slots: readonly CompiledSlot[];
  /** Origins that are known beforehand, such as `https://shop.example:8443`. */
  readonly origins: readonly string[];
  /** By weight. Deterministic for a seed and stride. */
  pickScenario(): CompiledScenario;
}

export interface CompiledSlot {
  readonly name: string;
  readonly kind: "request" | "group";
  /** Names of its checks; a verdict counts them by their place here. */
  readonly checks: readonly string[];
}

export interface CompiledScenario {
  readonly name: string;
  /** Its steps in order, groups flattened to a begin and an end. */
  readonly program: readonly CompiledStep[];
  /** To be called when an iteration begins. */
  begin(): Iteration;
}

export type CompiledStep =
  | CompiledRequest
  | { readonly type: "think" /** Length of the pause, milliseconds. */; pickMs(): number }
  | { readonly type: "group-begin"; readonly slot: number }
  | { readonly type: "group-end"; readonly slot: number };

/** Variables, rows of data and cookies of one iteration; opaque to the runtime. */
export interface Iteration {
  /**
   * The request after a redirect (301, 302, 303, 307, 308 with `location`), with the method, body, credentials and
   * cookies as RFC 9110 and browsers have it; null when the answer is no redirect. Whether its host may be reached is for
   * the transport to say.
   * @throws RenderError when `location` is no HTTP address
   */
  redirect(request: RenderedRequest, response: ReceivedResponse): RenderedRequest | null;
}

export interface CompiledRequest {
  readonly type: "request";
  readonly slot: number;
  readonly timeoutMs: number;
  /** Set when neither variables nor cookies can change the request: `render` need not be called. Its `wire` is set. */
  readonly fixed: RenderedRequest | null;
  /** Whether `judge` wants `ReceivedResponse.headers`. */
  readonly needsHeaders: boolean;
  /** Bytes at the beginning of the answer's body that `judge` wants to see; 0: none, the body may be skipped. */
  readonly keepBodyBytes: number;
  /** @throws RenderError: the request is not sent, the step has failed and the iteration ends. */
  render(iteration: Iteration): RenderedRequest;
  /** Checks the answer and takes variables and cookies out of it. */
  judge(response: ReceivedResponse, iteration: Iteration): StepVerdict;
  /** The same for people, in a dry run: does not change the iteration. */
  explain(response: ReceivedResponse, iteration: Iteration): StepExplanation;
}

/** Where a request goes. One object an origin and script, so that it can be compared and be a key of a Map. */
export interface RequestTarget {
  /** Such as `https://shop.example:8443`, as URL.origin has it. */
  readonly origin: string;
  readonly secure: boolean;
  /** Without brackets around an IPv6 address. */
  readonly hostname: string;
  readonly port: number;
  /** Host header: with the port unless it is the scheme's own. */
  readonly authority: string;
}

export interface RenderedRequest {
  readonly method: string;
  readonly target: RequestTarget;
  /** Path and query, ASCII, begins with `/`. */
  readonly path: string;
  /** What goes into Host or `:authority`: the target's, unless the script sets a `host` header. */
  readonly authority: string;
  /** Name, value, name, value …: lower case names, nothing of HTTP/1.1 alone (host, connection, transfer-encoding); with content-length where there is a body. Values are Latin-1. */
  readonly headers: readonly string[];
  readonly body: Buffer | null;
  /** HTTP/1.1: request line and all headers, each line ended by CRLF, without the empty line after them, so that more can be appended. Latin-1. */
  readonly head: string;
  /** HTTP/1.1: all bytes of the request (head, empty line, body), built beforehand; null where it has to be put together. */
  readonly wire: Buffer | null;
}

export interface ReceivedResponse {
  readonly status: number;
  /** Name, value, name, value …, lower case names, as received; null where the step does not need them. */
  readonly headers: readonly string[] | null;
  /** As received (a content-encoding is undone by `judge`), at most `keepBodyBytes`; null where none is kept. */
  readonly body: Buffer | null;
  /** Of the whole body as received. */
  readonly bodyBytes: number;
  /** From the planned send time. */
  readonly latencyUs: number;
}

export interface StepVerdict {
  /** `status`, `check`, `extract` or null: it went well. */
  readonly failed: LoadErrorKind | null;
  /** True when a value that later steps need was not found. */
  readonly endsIteration: boolean;
  /** Places in the slot's `checks` that passed and failed. */
  readonly passed: readonly number[];
  readonly broken: readonly number[];
}

export interface StepExplanation {
  readonly checks: readonly { name: string; ok: boolean; detail: string }[];
  readonly extracted: readonly { name: string; value: string }[];
  /** Beginning of the body as text, decompressed; what `bodyBytes` counts is as received. */
  readonly body: string;
}

/** A request that cannot be put together: a value is missing (`extract`), or would break the request (`protocol`). */
export class RenderError extends Error {
  readonly kind: LoadErrorKind;
  constructor(kind: "extract" | "protocol", message: string) {
    super(message);
    this.name = "RenderError";
    this.kind = kind;
  }
}

export interface CompileOptions {
  /** Same seed, same random choices; a thread's stride is mixed in. */
  seed: number;
  /** Which of all threads of all shares this is: rows and sequence numbers are dealt out by it. */
  stride: { index: number; of: number };
}
