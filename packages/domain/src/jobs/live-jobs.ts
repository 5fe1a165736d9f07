import type { BulkOperation, JobDetail, JobRef, QueuesLiveBatch } from "@plimsoll/core";
import type { Platform } from "../platform.ts";
import { readLiveQueues } from "../queues/live-queues.ts";
import { isBulkFinished } from "./bulk-operation.ts";
import { getBulk } from "./bulk-operations.ts";
import { getJob } from "./get-job.ts";
import { SharedFeeds } from "./shared-feeds.ts";

const JOB_POLL_MS = 1_000;
const BULK_POLL_MS = 500;
const QUEUES_POLL_MS = 1_500;

/** Jobs, queues and bulk operations as they change. Viewers of the same thing in the same project share one poller. */
export class LiveJobs {
  readonly #platform: Platform;
  readonly #feeds = new SharedFeeds();

  constructor(platform: Platform) {
    this.#platform = platform;
  }

  /** Number of things that are watched now. */
  get feedCount(): number {
    return this.#feeds.size;
  }

  /** A job now and after each change; throws NOT_FOUND once it is removed. */
  watchJob(projectId: string, ref: JobRef, signal: AbortSignal): AsyncGenerator<JobDetail> {
    const { source, queue, id } = ref;
    return this.#feeds.watch<JobDetail>(
      {
        key: JSON.stringify(["job", projectId, source, queue, id]),
        pollMs: JOB_POLL_MS,
        poll: (polling) => getJob(this.#platform, { projectId, signal: polling }, { source, queue, id }),
      },
      signal,
    );
  }

  /** A bulk operation now and as it goes on, until it is over. */
  watchBulk(projectId: string, id: string, signal: AbortSignal): AsyncGenerator<BulkOperation> {
    return this.#feeds.watch<BulkOperation>(
      {
        key: JSON.stringify(["bulk", projectId, id]),
        pollMs: BULK_POLL_MS,
        poll: () => getBulk(this.#platform, projectId, id),
        isLast: isBulkFinished,
      },
      signal,
    );
  }

  /** The queues' numbers now and when they change; of one source, or of all. */
  async *watchQueues(
    projectId: string,
    input: { source?: string | undefined },
    signal: AbortSignal,
  ): AsyncGenerator<QueuesLiveBatch> {
    const feed = this.#feeds.watch(
      {
        key: JSON.stringify(["queues", projectId, input.source ?? null]),
        pollMs: QUEUES_POLL_MS,
        poll: () => readLiveQueues(this.#platform, projectId, input),
      },
      signal,
    );
    for await (const items of feed) yield { at: new Date().toISOString(), items };
  }
}
