import { runTracePrefix } from "./run-trace.ts";

/** Makes the trace context of requests, after W3C Trace Context and Baggage. */
export class TraceContext {
  readonly #share: number;
  readonly #prefix: string;
  readonly #tracestate: string;
  readonly #baggage: string;
  readonly #random: () => number;

  constructor(runId: string, phase: "run" | "baseline", share: number, random: () => number = Math.random) {
    this.#share = share;
    this.#prefix = runTracePrefix(runId, phase);
    this.#tracestate = `plimsoll=${runId}`;
    this.#baggage = `plimsoll.run=${runId}`;
    this.#random = random;
  }

  /** A trace id for the share of requests that are traced; null for the others. */
  sample(): string | null {
    if (this.#share <= 0 || (this.#share < 1 && this.#random() >= this.#share)) return null;
    return `${this.#prefix}${this.#hex()}`;
  }

  /** Header fields for a sampled request, name and value in turn; none where the request brings its own trace. */
  headers(traceId: string): string[] {
    return ["traceparent", `00-${traceId}-${this.#hex()}-01`, "tracestate", this.#tracestate, "baggage", this.#baggage];
  }

  /** 16 hex digits, not all zero. */
  #hex(): string {
    const half = () =>
      Math.floor(this.#random() * 2 ** 32)
        .toString(16)
        .padStart(8, "0");
    const digits = half() + half();
    return digits === "0000000000000000" ? "0000000000000001" : digits;
  }
}
