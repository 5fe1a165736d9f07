/** Thrown by a run that may work later. `afterMs`, when given, takes the place of the job's own backoff (Retry-After). */
export class RetryLater extends Error {
  readonly afterMs: number | null;

  constructor(message: string, afterMs?: number, options?: { cause?: unknown }) {
    super(message, options);
    this.name = "RetryLater";
    this.afterMs = afterMs ?? null;
  }
}

/** Thrown by a run that could not begin, such as when its concurrency key is taken: it counts as no attempt. */
export class Postpone extends Error {
  readonly delayMs: number;

  constructor(delayMs: number, message = "postponed") {
    super(message);
    this.name = "Postpone";
    this.delayMs = delayMs;
  }
}
