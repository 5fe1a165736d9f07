import type { JobStore } from "@plimsoll/jobs";
import { appQueueName } from "@plimsoll/jobs";
import { type QueueSample, writeQueueSamples } from "@plimsoll/telemetry";
import { DEFAULT_PROJECT_ID, type Platform } from "../platform.ts";
import { requireStoreUrls } from "../system/prepare-stores.ts";

const WRITE_TIMEOUT_MS = 8_000;

/** Writes the present backlog of every app's queue and of Plimsoll's own to history; returns how many queues. */
export async function sampleQueues(platform: Platform, signal?: AbortSignal): Promise<number> {
  const { db, appJobs, platformJobs } = platform;
  const samples: QueueSample[] = [];
  for (const { projectId, name } of await db.jobQueue.findMany({ select: { projectId: true, name: true } })) {
    signal?.throwIfAborted();
    samples.push(await sample(appJobs, appQueueName(projectId, name), { projectId, source: "apps", queue: name }));
  }
  for (const queue of await platformJobs.queueNames()) {
    const ref = { projectId: DEFAULT_PROJECT_ID, source: "platform", queue };
    samples.push(await sample(platformJobs, queue, ref));
  }
  const url = requireStoreUrls(platform.config).CLICKHOUSE_URL;
  await writeQueueSamples({ url, timeoutMs: WRITE_TIMEOUT_MS }, samples);
  return samples.length;
}

async function sample(
  store: JobStore,
  name: string,
  ref: Pick<QueueSample, "projectId" | "source" | "queue">,
): Promise<QueueSample> {
  const at = Date.now();
  const { counts, oldestWaitingMs } = await store.summary(name);
  const { waiting, active, delayed, failed } = counts;
  return { ...ref, at, waiting, active, delayed, failed, oldestWaitingMs };
}
