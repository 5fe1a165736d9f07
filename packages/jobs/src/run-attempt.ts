import { AppError, toError } from "@plimsoll/core";
import type { Deadlines } from "./deadlines.ts";

/** Time that a run has to end after its signal fired, before it is given up. */
const SETTLE_MS = 1_000;

/** A run that can be ended from outside: by its timeout, by a person, by the worker's stop. */
export class AbortableRun {
  #controller: AbortController | undefined;
  #reason: Error | undefined;
  #give: ((reason: Error) => void) | undefined;

  /** Made when asked for: most runs of a busy queue never look at it. */
  get signal(): AbortSignal {
    if (!this.#controller) {
      this.#controller = new AbortController();
      if (this.#reason) this.#controller.abort(this.#reason);
    }
    return this.#controller.signal;
  }

  get reason(): Error | undefined {
    return this.#reason;
  }

  abort(reason: Error): void {
    if (this.#reason) return;
    this.#reason = reason;
    this.#controller?.abort(reason);
    this.#give?.(reason);
  }

  /**
   * What `work` returns. Rejects with the reason when it was aborted and fails, or does not end within a second of it; a
   * result that comes in time counts all the same.
   */
  race<T>(work: () => Promise<T>, timeoutMs: number, deadlines: Deadlines): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const late = deadlines.add(timeoutMs, () =>
        this.abort(new AppError("TIMEOUT", `It took longer than ${timeoutMs} ms.`)),
      );
      let settle: NodeJS.Timeout | undefined;
      const end = () => {
        deadlines.delete(late);
        if (settle) clearTimeout(settle);
        this.#give = undefined;
      };
      this.#give = (reason) => {
        settle = setTimeout(reject, SETTLE_MS, reason);
      };
      work().then(
        (result) => {
          end();
          resolve(result);
        },
        (error: unknown) => {
          end();
          reject(this.#reason ?? toError(error));
        },
      );
    });
  }
}
