const REASONS = {
  traceId: "the trace id must be 16 bytes, not all zero",
  spanId: "the span id must be 8 bytes, not all zero",
  parentSpanId: "the parent span id must be empty or 8 bytes",
  time: "the start and end times must be nanoseconds since 1970, before the year 2106",
} as const;
export type RejectionReason = keyof typeof REASONS;

/** Counts the spans of one request that cannot be kept, by reason. */
export class Rejections {
  total = 0;
  readonly #counts = new Map<RejectionReason, number>();

  clear(): void {
    this.total = 0;
    this.#counts.clear();
  }
  add(reason: RejectionReason): void {
    this.total++;
    this.#counts.set(reason, (this.#counts.get(reason) ?? 0) + 1);
  }
  /** A sentence for the sender; empty when nothing was rejected. */
  message(): string {
    const parts = [...this.#counts].map(([reason, count]) => `${count} × ${REASONS[reason]}`);
    return parts.length === 0 ? "" : `${this.total} span${this.total === 1 ? "" : "s"} rejected: ${parts.join("; ")}`;
  }
}
