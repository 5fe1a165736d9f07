export const SPAN_REASONS = {
  traceId: "the trace id must be 16 bytes, not all zero",
  spanId: "the span id must be 8 bytes, not all zero",
  parentSpanId: "the parent span id must be empty or 8 bytes",
  time: "the start and end times must be nanoseconds since 1970, before the year 2106",
} as const;
export type SpanReason = keyof typeof SPAN_REASONS;

/** Counts the items of one request that cannot be kept, by reason. */
export class Rejections<Reason extends string> {
  total = 0;
  readonly #counts = new Map<Reason, number>();
  readonly #texts: Readonly<Record<Reason, string>>;
  readonly #noun: string;

  /** `noun` is what an item is called, in the singular. */
  constructor(texts: Readonly<Record<Reason, string>>, noun: string) {
    this.#texts = texts;
    this.#noun = noun;
  }

  clear(): void {
    this.total = 0;
    this.#counts.clear();
  }
  add(reason: Reason): void {
    this.total++;
    this.#counts.set(reason, (this.#counts.get(reason) ?? 0) + 1);
  }
  /** A sentence for the sender; empty when nothing was rejected. */
  message(): string {
    const parts = [...this.#counts].map(([reason, count]) => `${count} × ${this.#texts[reason]}`);
    const items = `${this.total} ${this.#noun}${this.total === 1 ? "" : "s"}`;
    return parts.length === 0 ? "" : `${items} rejected: ${parts.join("; ")}`;
  }
}
