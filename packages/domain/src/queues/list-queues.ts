import {
  AppError,
  type queuesGetInputSchema,
  type QueueDetail,
  type QueuesListResult,
  type QueueSummary,
} from "@plimsoll/core";
import type { queuesListInputSchema } from "@plimsoll/core";
import { jobHistory, type QueueRates, queueRates } from "@plimsoll/telemetry";
import type { z } from "zod";
import type { Platform } from "../platform.ts";
import { listSources } from "./list-sources.ts";
import { type LiveQueue, readSources } from "./live-queues.ts";
import { locateQueue } from "./locate-queue.ts";

type Scope = { projectId: string; signal: AbortSignal | undefined };

/**
 * Every queue that the project may see, with its present numbers and its rates over the range. What finished is known
 * of Plimsoll's own workers' queues only. A source that cannot be reached is listed with its error.
 */
export async function listQueues(
  platform: Platform,
  scope: Scope,
  input: z.output<typeof queuesListInputSchema>,
): Promise<QueuesListResult> {
  const { from, to, source } = input;
  const [found, rates] = await Promise.all([
    listSources(platform, scope.projectId, source),
    queueRates(platform.telemetry, { ...scope, from, to, source }),
  ]);
  const read = await readSources(found);
  const rateOf = new Map(rates.map((rate) => [`${rate.source}/${rate.queue}`, rate]));
  return {
    sources: found.map((each) => each.source),
    items: found.flatMap(({ source: of }) =>
      (read.get(of.id) ?? []).map((live) => toSummary(live, rateOf.get(`${of.id}/${live.queue}`), of.writable)),
    ),
    backend: platform.appJobs.backend,
  };
}

/** One queue with its settings and its history over the range. Throws NOT_FOUND. */
export async function getQueue(
  platform: Platform,
  scope: Scope,
  input: z.output<typeof queuesGetInputSchema>,
): Promise<QueueDetail> {
  const { source, queue, from, to } = input;
  const range = { ...scope, from, to, source, queue };
  const { store, name, writable } = await locateQueue(platform, scope.projectId, { source, queue });
  const [summary, [rates], history, settings] = await Promise.all([
    store.summary(name),
    queueRates(platform.telemetry, range),
    jobHistory(platform.telemetry, range),
    source === "apps" ? readSettings(platform, scope.projectId, queue) : null,
  ]);
  return { ...toSummary({ source, queue, ...summary }, rates, writable), settings, history };
}

/** How an app's queue is worked on. Throws NOT_FOUND. */
export async function readSettings({ db }: Platform, projectId: string, name: string) {
  const row = await db.jobQueue.findUnique({
    where: { projectId_name: { projectId, name } },
    select: { concurrency: true, endpoint: { select: { name: true } } },
  });
  if (!row) throw new AppError("NOT_FOUND", `There is no queue \`${name}\` in this project.`);
  return { concurrency: row.concurrency, endpoint: row.endpoint?.name ?? null };
}

function toSummary(live: LiveQueue, rates: QueueRates | undefined, writable: boolean): QueueSummary {
  // Attempts on a connected Redis are run by the app's own workers: nothing is known of them here.
  const isOurs = live.source === "apps" || live.source === "platform";
  return {
    ...live,
    finishedPerMinute: rates?.finishedPerMinute ?? (isOurs ? 0 : null),
    failureRatio: rates?.failureRatio ?? null,
    waitP95Ms: rates?.waitP95Ms ?? null,
    runP95Ms: rates?.runP95Ms ?? null,
    sparkline: rates?.sparkline ?? [],
    writable,
  };
}
