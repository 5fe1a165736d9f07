import type { QueuesListResult, QueuesLiveBatch, QueueSource, QueueSummary } from "@plimsoll/core";

/** The queues with their newest numbers put in where they stand, so that nothing moves. */
export function mergeLive(items: readonly QueueSummary[], batch: QueuesLiveBatch | undefined): readonly QueueSummary[] {
  if (!batch) return items;
  const fresh = new Map(batch.items.map((item) => [keyOf(item), item]));
  return items.map((item) => ({ ...item, ...fresh.get(keyOf(item)) }));
}

/** True when a queue came into being since the list was fetched. */
export function hasNewQueue(items: readonly QueueSummary[], batch: QueuesLiveBatch | undefined): boolean {
  const known = new Set(items.map(keyOf));
  return batch?.items.some((item) => !known.has(keyOf(item))) ?? false;
}

export interface SourceQueues {
  source: QueueSource;
  queues: QueueSummary[];
}

/** Queues by source, in the order of the sources; each source is there, queues or not. */
export function bySource(result: QueuesListResult, items: readonly QueueSummary[], filter: string): SourceQueues[] {
  const wanted = filter.trim().toLowerCase();
  return result.sources.map((source) => ({
    source,
    queues: items.filter((item) => item.source === source.id && item.queue.toLowerCase().includes(wanted)),
  }));
}

export function keyOf(queue: { source: string; queue: string }): string {
  return `${queue.source}/${queue.queue}`;
}
