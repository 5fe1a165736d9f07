import { type SpanFilterInput, type TracesLiveBatch, toError } from "@plimsoll/core";
import { type RecentTracesCursor, recentTraces } from "@plimsoll/telemetry";
import type { Platform } from "../platform.ts";
import { resolveFilter } from "./resolve-filter.ts";

const POLL_MS = 1000;
/** Rows of one batch; a person cannot read more a second, and the rest is counted in `skipped`. */
const BATCH_LIMIT = 50;
const MAX_FEEDS = 64;
/** A viewer searches first and then watches; what arrives between the two must not be missed. */
const RECENT_MS = 15_000;

type Listener = (batch: TracesLiveBatch | Error) => void;

/** One filter that somebody watches: a single poller, whatever the number of viewers. */
interface Feed {
  listeners: Set<Listener>;
  stop: AbortController;
  /** What came in the last seconds, newest first: what a new viewer begins with. */
  recent: TracesLiveBatch[];
}

/** New traces as they arrive. Viewers of the same project and filter share one query a second. */
export class LiveTraces {
  readonly #platform: Platform;
  readonly #feeds = new Map<string, Feed>();

  constructor(platform: Platform) {
    this.#platform = platform;
  }

  /** Number of filters that are watched now. */
  get feedCount(): number {
    return this.#feeds.size;
  }

  /**
   * Yields batches until `signal` aborts, beginning with what arrived in the seconds before the call, so that nothing
   * falls between a search and this; the viewer may know some of those. A store that is down is waited for: the
   * feed polls on, more slowly, and viewers see nothing new meanwhile.
   */
  async *watch(projectId: string, input: SpanFilterInput, signal: AbortSignal): AsyncGenerator<TracesLiveBatch> {
    const queue: (TracesLiveBatch | Error)[] = [];
    let wake: () => void = () => undefined;
    const listener: Listener = (batch) => {
      // A viewer that does not read keeps the newest batches only.
      if (queue.length >= 10) queue.shift();
      queue.push(batch);
      wake();
    };
    const leave = this.#join(projectId, input, listener);
    const onAbort = () => wake();
    signal.addEventListener("abort", onAbort);
    try {
      while (!signal.aborted) {
        const batch = queue.shift();
        if (batch instanceof Error) throw batch;
        if (batch) yield batch;
        else await new Promise<void>((resolve) => (wake = resolve));
      }
    } finally {
      signal.removeEventListener("abort", onAbort);
      leave();
    }
  }

  #join(projectId: string, input: SpanFilterInput, listener: Listener): () => void {
    const filter = resolveFilter(input);
    const key = JSON.stringify([projectId, filter]);
    let feed = this.#feeds.get(key);
    if (!feed) {
      if (this.#feeds.size >= MAX_FEEDS) throw new Error(`More than ${MAX_FEEDS} live views are open; close one.`);
      feed = { listeners: new Set(), stop: new AbortController(), recent: [] };
      this.#feeds.set(key, feed);
      void this.#poll(feed, projectId, filter);
    }
    const joined = feed;
    joined.listeners.add(listener);
    const known = recentItems(joined);
    if (known) listener(known);
    return () => {
      joined.listeners.delete(listener);
      if (joined.listeners.size > 0) return;
      joined.stop.abort();
      if (this.#feeds.get(key) === joined) this.#feeds.delete(key);
    };
  }

  async #poll(feed: Feed, projectId: string, filter: ReturnType<typeof resolveFilter>): Promise<void> {
    const { signal } = feed.stop;
    let cursor: RecentTracesCursor | null = null;
    let failures = 0;
    while (!signal.aborted) {
      try {
        const result = await recentTraces(this.#platform.telemetry, {
          projectId,
          filter,
          limit: BATCH_LIMIT,
          cursor,
          signal,
        });
        const isFirst = cursor === null;
        cursor = result.cursor;
        failures = 0;
        const { items } = result;
        if (items.length > 0) {
          // What the first look leaves out is what a search finds, not what came too fast.
          const skipped = isFirst ? 0 : result.skipped;
          const batch: TracesLiveBatch = { items, skipped, at: new Date().toISOString() };
          feed.recent = [batch, ...feed.recent.filter(isRecent)];
          for (const listener of feed.listeners) listener(batch);
        }
      } catch (error) {
        failures += 1;
        if (failures === 30 && !signal.aborted) for (const listener of feed.listeners) listener(toError(error));
      }
      await pause(Math.min(POLL_MS * 2 ** failures, 10_000), signal);
    }
  }
}

function isRecent(batch: TracesLiveBatch): boolean {
  return Date.parse(batch.at) > Date.now() - RECENT_MS;
}

/** The recent batches as one of the usual size, or null. */
function recentItems(feed: Feed): TracesLiveBatch | null {
  const items = feed.recent.filter(isRecent).flatMap((batch) => batch.items);
  if (items.length === 0) return null;
  return { items: items.slice(0, BATCH_LIMIT), skipped: 0, at: new Date().toISOString() };
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
