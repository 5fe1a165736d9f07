import type { LoadInterval } from "./load-types.ts";
import { mergeIntervals } from "./merge-intervals.ts";

/** Puts the seconds of several threads together, each once all that are still running have sent theirs. */
export class ThreadMerger {
  readonly #emit: (interval: LoadInterval) => void;
  readonly #queues: LoadInterval[][];
  readonly #ended: boolean[];
  #second = 0;

  constructor(threads: number, emit: (interval: LoadInterval) => void) {
    this.#emit = emit;
    this.#queues = Array.from({ length: threads }, () => []);
    this.#ended = this.#queues.map(() => false);
  }

  /** A thread's next second; they come in order. */
  add(thread: number, interval: LoadInterval): void {
    this.#queues[thread]?.push(interval);
    this.#flush();
  }

  /** Nothing comes from the thread any more. */
  end(thread: number): void {
    this.#ended[thread] = true;
    this.#flush();
  }

  #flush(): void {
    while (this.#queues.some((queue) => queue.length > 0)) {
      const complete = this.#queues.every((queue, thread) => queue.length > 0 || this.#ended[thread]);
      if (!complete) return;
      const parts = this.#queues.flatMap((queue) => (queue[0]?.second === this.#second ? queue.splice(0, 1) : []));
      this.#emit(mergeIntervals(this.#second, parts));
      this.#second += 1;
    }
  }
}
