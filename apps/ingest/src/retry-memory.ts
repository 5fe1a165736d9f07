import { LRUCache } from "lru-cache";
import type { RequestIdentity } from "@plimsoll/otlp";

/** What the sender is told about its items once they are committed. */
export interface ExportOutcome {
  rejected: number;
  message: string;
}

const MAX_REMEMBERED = 100_000;
/** Clocks of senders may be ahead by this much and their retries are still recognised after a restart. */
const CLOCK_MARGIN_MS = 10_000;
const MEMORY_MS = 600_000;

/**
 * Recognises requests that were sent before, so that a retry does not store its items twice: the sender did not get the
 * answer, or got it too late. Requests in flight count too; a retry then waits for the outcome of the first.
 */
export class RetryMemory {
  readonly #outcomes = new LRUCache<string, Promise<ExportOutcome>>({ max: MAX_REMEMBERED, ttl: MEMORY_MS });
  readonly #uncertain: LRUCache<string, true> | null;
  readonly #startedAt: number;
  readonly #windowMs: number;

  /** For `windowMs` after the start, and after an insert of unknown outcome, the store must be asked. */
  constructor(windowMs: number, startedAt: number) {
    this.#windowMs = windowMs;
    this.#startedAt = startedAt;
    this.#uncertain = windowMs > 0 ? new LRUCache({ max: MAX_REMEMBERED, ttl: windowMs }) : null;
  }

  /** The outcome, perhaps still to come, of the same request sent before. */
  find(identity: RequestIdentity<unknown>): Promise<ExportOutcome> | undefined {
    return this.#outcomes.get(identity.key);
  }

  /**
   * True when this request may have been stored by somebody who did not live to tell: it carries items from before
   * this process started, or its last insert was never answered. Only then is the store worth a question.
   */
  mustAskStore(identity: RequestIdentity<unknown>, now: number): boolean {
    if (this.#uncertain?.has(identity.key)) return true;
    const isEarly = now - this.#startedAt < this.#windowMs;
    return isEarly && identity.newestUnixMs < this.#startedAt + CLOCK_MARGIN_MS;
  }

  /** Remembers the outcome to come; when it fails, the request may be sent again. */
  remember(identity: RequestIdentity<unknown>, outcome: Promise<ExportOutcome>): void {
    this.#outcomes.set(identity.key, outcome);
    outcome.then(
      () => this.#uncertain?.delete(identity.key),
      () => {
        if (this.#outcomes.peek(identity.key) === outcome) this.#outcomes.delete(identity.key);
      },
    );
  }

  /** The last insert of this request may or may not have been committed. */
  markUncertain(identity: RequestIdentity<unknown>): void {
    this.#uncertain?.set(identity.key, true);
  }
}
