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
  const line = createLine(queueLength);

  async function enter(signal: AbortSignal | undefined): Promise<void> {
    if (active < places) active += 1;
    else await line.join(signal);
  }

  function exit(): void {
    // The place goes to whoever is next, without becoming free in between.
    if (!line.callNext()) active -= 1;
  }

  return {
    async run(work, signal) {
      if (signal?.aborted) throw cancelledBeforeStart();
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
      return line.length;
    },
  };
}

/** Those who wait for a place, first come first served, at most `most` of them. */
function createLine(most: number) {
  const queue: Array<() => void> = [];
  return {
    get length() {
      return queue.length;
    },
    /** Resolves when called; throws code 202 when the line is full, code 394 when `signal` aborts before. */
    join(signal: AbortSignal | undefined): Promise<void> {
      if (queue.length >= most) {
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
          reject(cancelledBeforeStart());
        };
        queue.push(start);
        signal?.addEventListener("abort", leave, { once: true });
      });
    },
    /** Calls the first; false when nobody waits. */
    callNext(): boolean {
      const next = queue.shift();
      next?.();
      return next !== undefined;
    },
  };
}

function cancelledBeforeStart(): ClickHouseError {
  return new ClickHouseError(394, "QUERY_WAS_CANCELLED", "Query was cancelled before it started");
}
