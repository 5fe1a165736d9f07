/** Lets requests go one after the other at a rate, and only so many be under way at once. */
export interface Pacer {
  /** Waits for its turn, then runs the work. Throws the signal's reason when the wait is ended by it. */
  run<T>(work: () => Promise<T>): Promise<T>;
}

/** `perSecond` begin evenly spread; `concurrency` are under way at most. */
export function createPacer(perSecond: number, concurrency: number, signal: AbortSignal): Pacer {
  const spacingMs = 1000 / perSecond;
  const waiting: (() => void)[] = [];
  let underWay = 0;
  let nextAt = 0;

  async function enter(): Promise<void> {
    if (underWay >= concurrency) await new Promise<void>((resolve) => waiting.push(resolve));
    else underWay += 1;
  }

  /** Hands the place on, so that it never counts as free in between. */
  function leave(): void {
    const next = waiting.shift();
    if (next) next();
    else underWay -= 1;
  }

  async function waitForTurn(): Promise<void> {
    const now = performance.now();
    const at = Math.max(now, nextAt);
    nextAt = at + spacingMs;
    if (at > now) await pause(at - now, signal);
  }

  return {
    async run(work) {
      await enter();
      try {
        signal.throwIfAborted();
        await waitForTurn();
        return await work();
      } finally {
        leave();
      }
    },
  };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      resolve();
    }, ms);
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
}
