import { AppError, type JobAttempt, type JobDetail, type JobRef } from "@plimsoll/core";
import { appJobSchema, type AppJobEnvelope, type JobRecord } from "@plimsoll/jobs";
import { jobAttempts } from "@plimsoll/telemetry";
import { listAudit } from "../audit/record-audit.ts";
import { findEndpoint } from "../job-endpoints/find-endpoint.ts";
import type { Platform } from "../platform.ts";
import { locateQueue } from "../queues/locate-queue.ts";
import { jobSubject } from "./change-job.ts";

interface Scope {
  projectId: string;
  signal?: AbortSignal | undefined;
}

/**
 * Everything about one job: payload, result, error, log, flow, its attempts from history and what people did to it.
 * While the store of history is down the attempts are left out. Throws NOT_FOUND.
 */
export async function getJob(platform: Platform, scope: Scope, ref: JobRef): Promise<JobDetail> {
  const { projectId } = scope;
  const { store, name, writable } = await locateQueue(platform, projectId, ref);
  const record = await store.get(name, ref.id);
  if (!record) {
    const message = `There is no job ${ref.id} in the queue \`${ref.queue}\`; it may have been removed.`;
    throw new AppError("NOT_FOUND", message);
  }
  const envelope = ref.source === "apps" ? (appJobSchema.safeParse(record.data).data ?? null) : null;
  const [attempts, logs, flow, audit, related] = await Promise.all([
    readAttempts(platform, scope, ref, record),
    store.logs(name, ref.id),
    store.flow(name, ref.id),
    listAudit(platform.db, projectId, jobSubject(ref)),
    readRelated(platform, projectId, ref, envelope),
  ]);
  const { data: _data, parent: _parent, stalled: _stalled, ...item } = record;
  return {
    ...item,
    ...related,
    source: ref.source,
    queue: ref.queue,
    timeoutMs: envelope?.timeoutMs ?? null,
    backoff: envelope?.backoff ?? null,
    concurrencyKey: envelope?.concurrencyKey ?? null,
    traceId: record.traceId ?? attempts.findLast((attempt) => attempt.traceId !== null)?.traceId ?? null,
    attempts,
    logs,
    flow,
    audit,
    writable,
  };
}

/** Nobody writes history of the jobs that an app's own workers run. */
async function readAttempts(
  { telemetry }: Platform,
  { projectId, signal }: Scope,
  { source, queue, id }: JobRef,
  record: JobRecord,
): Promise<JobAttempt[]> {
  if (source !== "apps" && source !== "platform") return [];
  const input = { projectId, signal, source, queue, jobId: id, since: record.enqueuedAt };
  // The job itself is worth showing while the store of its history is down.
  return jobAttempts(telemetry, input).catch(() => []);
}

async function readRelated(
  { db }: Platform,
  projectId: string,
  { queue }: JobRef,
  envelope: AppJobEnvelope | null,
): Promise<Pick<JobDetail, "endpoint" | "schedule">> {
  if (!envelope) return { endpoint: null, schedule: null };
  const { target, scheduleId } = envelope;
  const [endpoint, schedule] = await Promise.all([
    findEndpoint(db, projectId, queue, target),
    scheduleId === undefined
      ? null
      : db.jobSchedule.findFirst({ where: { projectId, id: scheduleId }, select: { id: true, name: true } }),
  ]);
  return { endpoint: endpoint ? { name: endpoint.name, url: endpoint.url } : null, schedule };
}
