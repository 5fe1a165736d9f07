import type { FindStored } from "../src/stored-check.ts";
import type { SpanReference } from "@plimsoll/otlp";
import { type BlockInserter, InsertError } from "@plimsoll/telemetry";

/** Stands in for the telemetry store where only ingest's own behaviour is in question. */
export class FakeStore {
  readonly inserts: { rows: number; token: string; text: string }[] = [];
  /** How the next inserts end; when the list is empty they succeed. */
  failures: ("not-stored" | "unknown" | "refused")[] = [];
  isDown = false;
  /** Inserts that have begun, whatever their end. */
  begun = 0;
  /** Spans that `findStored` finds, by span id in hex. */
  readonly stored = new Set<string>();
  readonly questions: string[][] = [];
  #gate: Promise<void> | null = null;

  get rows(): number {
    return this.inserts.reduce((total, insert) => total + insert.rows, 0);
  }

  /** Inserts wait until the returned function is called. */
  hold(): () => void {
    let open = (): void => undefined;
    this.#gate = new Promise((resolve) => {
      open = () => {
        this.#gate = null;
        resolve();
      };
    });
    return open;
  }

  readonly writer: Pick<BlockInserter, "insert"> = {
    insert: async (chunks, { rows, token }) => {
      this.begun++;
      const text = Buffer.concat(chunks).toString("latin1");
      await this.#gate;
      const failure = this.isDown ? "not-stored" : this.failures.shift();
      if (failure) {
        const outcome = failure === "unknown" ? "unknown" : "not-stored";
        throw new InsertError(`insert failed: ${failure}`, { outcome, retryable: failure !== "refused" });
      }
      this.inserts.push({ rows, token, text });
    },
  };

  readonly findStored: FindStored<SpanReference> = async (spans) => {
    this.questions.push(spans.map((span) => span.spanId));
    if (this.isDown) throw new Error("the store is down");
    return new Set(spans.flatMap((span, index) => (this.stored.has(span.spanId) ? [index] : [])));
  };

  readonly check = async (): Promise<void> => {
    if (this.isDown) throw new Error("the store is down");
  };
}
