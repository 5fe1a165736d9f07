import { type QueuesLiveBatch, toError } from "@plimsoll/core";
import type { JobStore } from "@plimsoll/jobs";
import { within } from "../connections/within.ts";
import type { Platform } from "../platform.ts";
import { listSources, type SourceQueues } from "./list-sources.ts";

/** Queues asked at a time, of one source. */
const AT_ONCE = 8;

export type LiveQueue = QueuesLiveBatch["items"][number];

/**
 * The present numbers of every queue of the sources. A source that stops answering on the way gets its error and no
 * queues, so that one slow Redis does not hide the others.
 */
export async function readSources(sources: readonly SourceQueues[]): Promise<Map<string, LiveQueue[]>> {
  const read = sources.map(async (each): Promise<[string, LiveQueue[]]> => {
    const { source, store, queues } = each;
    if (!store) return [source.id, []];
    try {
      return [source.id, await within(readQueues(store, source.id, queues), 8_000)];
    } catch (error) {
      source.error = toError(error).message;
      return [source.id, []];
    }
  });
  return new Map(await Promise.all(read));
}

async function readQueues(store: JobStore, source: string, queues: SourceQueues["queues"]): Promise<LiveQueue[]> {
  const items: LiveQueue[] = [];
  let next = 0;
  const read = async () => {
    for (let at = next++; at < queues.length; at = next++) {
      const entry = queues[at];
      if (!entry) continue;
      items[at] = { source, queue: entry.queue, ...(await store.summary(entry.name)) };
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, queues.length) }, read));
  return items;
}

/** The present numbers of the project's queues, of one source or of all. */
export async function readLiveQueues(
  platform: Platform,
  projectId: string,
  input: { source?: string | undefined },
): Promise<LiveQueue[]> {
  const read = await readSources(await listSources(platform, projectId, input.source));
  return [...read.values()].flat();
}
