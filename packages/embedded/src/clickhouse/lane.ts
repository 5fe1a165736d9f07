import { ClickHouseError } from "./clickhouse-error.ts";

/** A bounded number of places at work, and a bounded queue before them. */
export type Lane = {
  /** Runs `work` when a place is free. Throws code 202 when the queue is full; leaves the queue when `signal` aborts. */
  run<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T>;
  readonly active: number;
  readonly waiting: number;
};

/** Creates a lane; readers and inserts each have one, so that neither takes the other's places. */
export function createLane(places: number, queueLength: number): Lane {
  let active = 0;
  const queue: Array<() => void> = [];

  function enter(signal: AbortSignal | undefined): Promise<void> | undefined {
    if (active < places) {
      active += 1;
      return undefined;
    }
    if (queue.length >= queueLength) {
      throw new ClickHouseError(
        202,
        "TOO_MANY_SIMULTANEOUS_QUERIES",
        `Too many simultaneous queries: ${queue.length} wait already`,
      );
    }
    return new Promise((resolve, reject) => {
      const start = () => {
        signal?.removeEventListener("abort", leave);
        resolve();
      };
      const leave = () => {
        const at = queue.indexOf(start);
        if (at >= 0) queue.splice(at, 1);
        reject(new ClickHouseError(394, "QUERY_WAS_CANCELLED", "Query was cancelled before it started"));
      };
      queue.push(start);
      signal?.addEventListener("abort", leave, { once: true });
    });
  }

  function exit(): void {
    const next = queue.shift();
    if (next) next();
    else active -= 1;
  }

  return {
    async run(work, signal) {
      if (signal?.aborted)
        throw new ClickHouseError(394, "QUERY_WAS_CANCELLED", "Query was cancelled before it started");
      await enter(signal);
      try {
        return await work();
      } finally {
        exit();
      }
    },
    get active() {
      return active;
    },
    get waiting() {
      return queue.length;
    },
  };
}
