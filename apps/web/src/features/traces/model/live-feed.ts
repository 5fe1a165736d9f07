import type { TraceSummary } from "@plimsoll/core";

/** Traces that came in live: `shown` stand above the search's own, `waiting` have not been let in yet. */
export interface LiveFeed {
  shown: TraceSummary[];
  waiting: TraceSummary[];
  /** Traces that arrived but were too many to send. */
  skipped: number;
}

export const EMPTY_FEED: LiveFeed = { shown: [], waiting: [], skipped: 0 };
const MAX_SHOWN = 2000;
const MAX_WAITING = 500;

/**
 * Takes in a batch, newest first. A trace already in the feed is brought up to date where it stands, so that nothing
 * moves; new ones go on top, or wait while somebody reads.
 */
export function receive(feed: LiveFeed, items: TraceSummary[], skipped: number, reading: boolean): LiveFeed {
  const update = new Map(items.map((item) => [item.traceId, item]));
  const refresh = (list: TraceSummary[]) =>
    list.map((item) => {
      const newer = update.get(item.traceId);
      if (newer) update.delete(item.traceId);
      return newer ?? item;
    });
  const shown = refresh(feed.shown);
  const waiting = refresh(feed.waiting);
  const fresh = items.filter((item) => update.has(item.traceId));
  if (reading) {
    const all = [...fresh, ...waiting];
    const kept = all.slice(0, MAX_WAITING);
    return { shown, waiting: kept, skipped: feed.skipped + skipped + all.length - kept.length };
  }
  return { shown: [...fresh, ...waiting, ...shown].slice(0, MAX_SHOWN), waiting: [], skipped: feed.skipped + skipped };
}

/** Lets in what waited. */
export function letIn(feed: LiveFeed): LiveFeed {
  if (feed.waiting.length === 0) return feed;
  return { ...feed, shown: [...feed.waiting, ...feed.shown].slice(0, MAX_SHOWN), waiting: [] };
}

/** Live traces above what the search found, each trace once, in its newest form. */
export function mergeResults(live: TraceSummary[], found: TraceSummary[]): TraceSummary[] {
  if (live.length === 0) return found;
  const seen = new Set(live.map((item) => item.traceId));
  return [...live, ...found.filter((item) => !seen.has(item.traceId))];
}
