import { AppError, toError } from "@plimsoll/core";

const MAX_FEEDS = 256;
/** Failed polls in a row after which viewers are told instead of kept waiting. */
const MAX_FAILURES = 30;
const MAX_WAIT_MS = 10_000;
/** After a poll that took long the pause is so many times longer: watching takes the store a quarter of its time at most. */
const PAUSE_PER_POLL = 3;

type Listener = (error?: Error) => void;

/** One thing that somebody watches: a single poller, whatever the number of viewers. */
interface Feed {
  listeners: Set<Listener>;
  stop: AbortController;
  /** The newest value, with its text to tell a change by. */
  latest: { value: unknown; text: string } | null;
}

interface WatchOptions<T> {
  /** What is watched; viewers with the same key share a poller. */
  key: string;
  pollMs: number;
  poll(signal: AbortSignal): Promise<T>;
  /** True when nothing will change any more: the subscription ends after this value. */
  isLast?(value: T): boolean;
}

/**
 * Values as they change, read by one poller for all who watch the same thing. A viewer gets the newest value first,
 * then each change; one that reads slowly misses what lies between, never the newest.
 */
export class SharedFeeds {
  readonly #feeds = new Map<string, Feed>();

  /** Number of things that are watched now. */
  get size(): number {
    return this.#feeds.size;
  }

  /**
   * Yields until `signal` aborts. A store that is down is waited for, with growing pauses; an error that a retry cannot
   * help (an AppError such as NOT_FOUND), or thirty failures in a row, end the subscription with that error.
   */
  async *watch<T>(options: WatchOptions<T>, signal: AbortSignal): AsyncGenerator<T> {
    const state: { error: Error | null; wake: () => void } = { error: null, wake: () => undefined };
    const { feed, leave } = this.#join(options, (error) => {
      state.error = error ?? null;
      state.wake();
    });
    const onAbort = () => state.wake();
    signal.addEventListener("abort", onAbort);
    let seen: Feed["latest"] = null;
    try {
      while (!signal.aborted) {
        if (state.error) throw state.error;
        if (feed.latest && feed.latest !== seen) {
          seen = feed.latest;
          const value = seen.value as T;
          yield value;
          if (options.isLast?.(value)) return;
        } else {
          await new Promise<void>((resolve) => (state.wake = resolve));
        }
      }
    } finally {
      signal.removeEventListener("abort", onAbort);
      leave();
    }
  }

  #join<T>(options: WatchOptions<T>, listener: Listener): { feed: Feed; leave: () => void } {
    let feed = this.#feeds.get(options.key);
    if (!feed) {
      if (this.#feeds.size >= MAX_FEEDS) {
        throw new AppError("TOO_MANY_REQUESTS", `More than ${MAX_FEEDS} live views are open; close one.`);
      }
      feed = { listeners: new Set(), stop: new AbortController(), latest: null };
      this.#feeds.set(options.key, feed);
      void poll(feed, options);
    }
    const joined = feed;
    joined.listeners.add(listener);
    const leave = () => {
      joined.listeners.delete(listener);
      if (joined.listeners.size > 0) return;
      joined.stop.abort();
      if (this.#feeds.get(options.key) === joined) this.#feeds.delete(options.key);
    };
    return { feed: joined, leave };
  }
}

async function poll<T>(feed: Feed, options: WatchOptions<T>): Promise<void> {
  const { signal } = feed.stop;
  let failures = 0;
  while (!signal.aborted) {
    const begin = performance.now();
    try {
      const value = await options.poll(signal);
      failures = 0;
      const text = JSON.stringify(value);
      if (text !== feed.latest?.text) {
        feed.latest = { value, text };
        for (const listener of feed.listeners) listener();
      }
    } catch (error) {
      failures += 1;
      const hopeless = error instanceof AppError && !error.retryable;
      if (!signal.aborted && (hopeless || failures >= MAX_FAILURES)) {
        for (const listener of feed.listeners) listener(toError(error));
      }
    }
    const usual = options.pollMs * 2 ** Math.min(failures, 8);
    const wanted = Math.max(usual, PAUSE_PER_POLL * (performance.now() - begin));
    await pause(Math.min(wanted, Math.max(options.pollMs, MAX_WAIT_MS)), signal);
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done);
    if (signal.aborted) done();
  });
}
