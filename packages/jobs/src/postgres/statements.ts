import type { JobState } from "@plimsoll/core";
import type { QueueState } from "../job-store.ts";
import { type JobToInsert, type StoredItem, toJobJson } from "../job-backend.ts";

/**
 * Adds jobs that have no deduplication key, as BullMQ's add_job does one by one and its add_jobs_bulk by temporary tables.
 * Those whose id is there already are left as they are. Nobody reads the events of new jobs, so none are written.
 * $1 queue, $2 ids, $3 names, $4 data, $5 opts, $6 priorities, $7 delays, $8 attempts, $9 times.
 */
export const ADD = `
WITH added AS (
  INSERT INTO job (queue, id, seq, name, state, data, opts, priority, delay_ms, max_attempts, added_at_ms, process_at_ms)
  SELECT $1, id, nextval('job_seq'), name, CASE WHEN delay > 0 THEN 'delayed' ELSE 'waiting' END::job_state,
    data::jsonb, opts::jsonb, priority, delay, attempts, at, CASE WHEN delay > 0 THEN at + delay END
   FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::integer[], $7::bigint[], $8::integer[], $9::bigint[])
     AS t(id, name, data, opts, priority, delay, attempts, at)
  ON CONFLICT (queue, id) DO NOTHING
  RETURNING id
)
SELECT pg_notify('bullmq_jobs', $1) FROM (SELECT 1 FROM added LIMIT 1) AS any_added`;
export function addValues(queue: string, jobs: readonly JobToInsert[]): unknown[] {
  return [
    queue,
    jobs.map(({ id }) => id),
    jobs.map(({ name }) => name),
    jobs.map(({ data }) => data),
    jobs.map((job) => JSON.stringify(toJobJson(job).opts)),
    jobs.map(({ priority }) => priority),
    jobs.map(({ delayMs }) => delayMs),
    jobs.map(({ attempts }) => attempts),
    jobs.map(({ addedAt }) => addedAt),
  ];
}

/** $1 queue, $2 ids. By the primary key. */
export const EXISTING = "SELECT id FROM job WHERE queue = $1 AND id = ANY($2::text[])";

/**
 * $1 true for queues of apps. Steps from one name to the next in the primary key; queues that were worked on but have no
 * job are known by their settings.
 */
export const QUEUE_NAMES = `
WITH RECURSIVE names AS (
  (SELECT queue FROM job ORDER BY queue LIMIT 1)
  UNION ALL
  SELECT (SELECT job.queue FROM job WHERE job.queue > names.queue ORDER BY job.queue LIMIT 1)
    FROM names WHERE names.queue IS NOT NULL
)
SELECT queue FROM (SELECT queue FROM names UNION SELECT queue FROM meta) known
 WHERE queue IS NOT NULL AND (strpos(queue, '.') > 0) = $1
 ORDER BY queue COLLATE "C" LIMIT 10000`;

const countOf = (where: string): string => `SELECT count(*) FROM job WHERE queue = $1 AND ${where}`;
/** $1 queue. From the partial index of the state alone where the table is vacuumed. */
export const COUNT: Record<JobState, string> = {
  waiting: countOf("state = 'waiting'"),
  active: countOf("state = 'active'"),
  delayed: countOf("state = 'delayed'"),
  "waiting-children": countOf("state = 'waiting-children'"),
  completed: countOf("state = 'completed'"),
  failed: countOf("state = 'failed'"),
};

const READY_AT = "greatest(coalesce(process_at_ms, added_at_ms), coalesce((opts->>'readyAt')::bigint, 0))";
const oldestBy = (where: string, order: string): string =>
  `(SELECT ${READY_AT} FROM job WHERE queue = $1 AND state = 'waiting' AND ${where} ORDER BY ${order} LIMIT 1)`;

/** $1 queue. Six counts by partial indexes; the oldest is the first of those without priority, the first in order or the
 * first of the least urgent priority, which waits behind all others: each by job_ready_idx. */
export const SUMMARY = `
SELECT (${COUNT.waiting}) AS waiting, (${COUNT.active}) AS active, (${COUNT.delayed}) AS delayed,
  (${COUNT["waiting-children"]}) AS children, (${COUNT.completed}) AS completed, (${COUNT.failed}) AS failed,
  EXISTS (SELECT 1 FROM meta WHERE queue = $1 AND field = 'paused' AND value = '1') AS paused,
  least(${oldestBy("priority = 0", "seq")}, ${oldestBy("priority > 0", "priority, seq")},
    ${oldestBy("priority = (SELECT max(priority) FROM job WHERE queue = $1 AND state = 'waiting' AND priority > 0)", "seq")}
  ) AS oldest`;
export interface SummaryRow {
  waiting: string;
  active: string;
  delayed: string;
  children: string;
  completed: string;
  failed: string;
  paused: boolean;
  oldest: string | null;
}
export function toQueueState(row: SummaryRow | undefined, now: number): QueueState {
  return {
    paused: row?.paused ?? false,
    counts: {
      waiting: Number(row?.waiting ?? 0),
      active: Number(row?.active ?? 0),
      delayed: Number(row?.delayed ?? 0),
      "waiting-children": Number(row?.children ?? 0),
      completed: Number(row?.completed ?? 0),
      failed: Number(row?.failed ?? 0),
    },
    oldestWaitingMs: row?.oldest ? Math.max(0, now - Number(row.oldest)) : null,
  };
}

const PREVIEW_CHARACTERS = 200;
/** $1 queue, $2 ids; in the order of the ids. By the primary key. */
export const ITEMS = `
SELECT id, name, coalesce((opts->>'attempts')::integer, max_attempts) AS attempts, attempts_made, stalled_count, priority,
  added_at_ms, CASE WHEN state = 'delayed' THEN process_at_ms END AS run_at_ms, processed_at_ms, finished_at_ms,
  failed_reason, progress, left(data->>'payload', ${PREVIEW_CHARACTERS}) AS preview
 FROM job WHERE queue = $1 AND id = ANY($2::text[])
 ORDER BY array_position($2::text[], id)`;
export interface ItemRow {
  id: string;
  name: string;
  attempts: number;
  attempts_made: number;
  stalled_count: number;
  priority: number;
  added_at_ms: string;
  run_at_ms: string | null;
  processed_at_ms: string | null;
  finished_at_ms: string | null;
  failed_reason: string | null;
  progress: unknown;
  preview: string | null;
}
const numberOrNull = (text: string | null): number | null => (text === null ? null : Number(text));
export function toStoredItem(row: ItemRow): StoredItem {
  return {
    id: row.id,
    name: row.name,
    attempts: row.attempts,
    attemptsMade: row.attempts_made,
    stalled: row.stalled_count,
    priority: row.priority,
    enqueuedAt: Number(row.added_at_ms),
    runAt: numberOrNull(row.run_at_ms),
    startedAt: numberOrNull(row.processed_at_ms),
    finishedAt: numberOrNull(row.finished_at_ms),
    error: row.failed_reason,
    progress: row.progress,
    // The database counts characters beyond the basic plane as one.
    payloadPreview: (row.preview ?? "").slice(0, PREVIEW_CHARACTERS),
  };
}

const TRIES = "coalesce((opts->>'tries')::integer, (opts->>'attempts')::integer, 1)";
/**
 * $1 queue, $2 ids, $3 new data or null, $4 now. All attempts again, those so far still counted; locks the jobs until the
 * transaction ends.
 */
export const RENEW = `
UPDATE job SET max_attempts = attempts_made + ${TRIES}, data = coalesce($3::jsonb, data),
  opts = opts || jsonb_build_object('tries', ${TRIES}, 'attempts', attempts_made + ${TRIES}, 'readyAt', $4::bigint)
 WHERE queue = $1 AND id = ANY($2::text[]) AND state IN ('failed', 'completed')
RETURNING id, state, parent_id IS NOT NULL AS child`;
/** $1 queue, $2 ids, $3 their states. */
export const REPROCESS = `
SELECT count(reprocess_job($1, id, state, false, false, false)) AS done FROM unnest($2::text[], $3::text[]) AS t(id, state)`;
/** $1 queue, $2 ids. BullMQ's lock of a parent whose children change, until the transaction ends. */
export const LOCK_PARENTS = `
SELECT pg_advisory_xact_lock(hashtext('bullmq:parent:' || parent_queue || ':' || parent_id)) FROM (
  SELECT DISTINCT parent_queue, parent_id FROM job WHERE queue = $1 AND id = ANY($2::text[]) AND parent_id IS NOT NULL
   ORDER BY parent_queue, parent_id
) parents`;
/**
 * $1 queue, $2 ids. A parent that still waits waits again for children that had failed: BullMQ's reprocess_job forgets those
 * whose failure the parent ignores, and would count them as ended twice. By dep_child_idx.
 */
export const AWAIT_AGAIN = `
WITH again AS (
  UPDATE job_dependency link SET status = 'pending', value = NULL FROM job parent
   WHERE link.child_queue = $1 AND link.child_id = ANY($2::text[]) AND link.status = 'ignored'
     AND parent.queue = link.parent_queue AND parent.id = link.parent_id AND parent.state = 'waiting-children'
  RETURNING link.parent_queue, link.parent_id
)
UPDATE job SET pending_deps = pending_deps + children.count
  FROM (SELECT parent_queue, parent_id, count(*) AS count FROM again GROUP BY parent_queue, parent_id) children
 WHERE queue = children.parent_queue AND id = children.parent_id`;
/** $1 queue, $2 ids, $3 now: delayed jobs that are promoted by the same transaction wait from then on. */
export const READY_NOW = `
UPDATE job SET opts = opts || jsonb_build_object('readyAt', $3::bigint)
 WHERE queue = $1 AND id = ANY($2::text[]) AND state = 'delayed'`;
/** $1 queue, $2 ids. */
export const PROMOTE = `
SELECT count(*) FILTER (WHERE promote($1, id) = 0) AS done FROM (
  SELECT id FROM job WHERE queue = $1 AND id = ANY($2::text[]) AND state = 'delayed' ORDER BY id FOR UPDATE
) delayed`;
/** $1 queue, $2 ids, $3 the state they must be in, or null. */
export const DISCARD = `
SELECT count(*) FILTER (WHERE remove($1, id, true) > 0) AS done FROM (
  SELECT id FROM job WHERE queue = $1 AND id = ANY($2::text[]) AND state <> 'active' AND scheduler_id IS NULL
     AND ($3::job_state IS NULL OR state = $3::job_state)
   ORDER BY id FOR UPDATE
) idle`;

/** $1 queue, $2 id: when a retried attempt became ready. */
export const READY = "SELECT process_at_ms AS ready FROM job WHERE queue = $1 AND id = $2";

/** $1 queue, $2 id of a job that waited for its children: when the last of them ended. By the primary key. */
export const CHILDREN_ENDED = `
SELECT max(child.finished_at_ms) AS ready FROM job_dependency link
  JOIN job child ON child.queue = link.child_queue AND child.id = link.child_id
 WHERE link.parent_queue = $1 AND link.parent_id = $2`;

/** Children of a job that has not ended stay: it may look at what became of them. By the primary key. */
const FREE = `NOT EXISTS (SELECT 1 FROM job parent
   WHERE parent.queue = old.parent_queue AND parent.id = old.parent_id AND parent.finished_at_ms IS NULL)`;
/** $1 queue, $2 how many completed jobs to keep, $3 how many to delete at most. By job_finished_idx. */
export const TRIM = `
DELETE FROM job WHERE queue = $1 AND id IN (
  SELECT id FROM (
    SELECT id, parent_queue, parent_id FROM job WHERE queue = $1 AND state = 'completed'
     ORDER BY finished_at_ms DESC OFFSET $2
  ) old WHERE ${FREE} LIMIT $3)`;
/** $1 queue, $2 state, $3 oldest finish that is kept, $4 how many to delete at most. By job_finished_idx. */
export const EXPIRE = `
DELETE FROM job WHERE queue = $1 AND id IN (
  SELECT id FROM job old WHERE queue = $1 AND state = $2::job_state AND finished_at_ms < $3 AND ${FREE}
   ORDER BY finished_at_ms LIMIT $4)`;
