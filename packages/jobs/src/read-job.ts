import type { JobState } from "@plimsoll/core";
import type { JobBackend } from "./job-backend.ts";
import type { JobRecord } from "./job-store.ts";
import type { QueueKind } from "./names.ts";
import { toJobItem } from "./search-jobs.ts";
import { decodeData } from "./stored-data.ts";
import { enqueueTraceId } from "./telemetry.ts";

/** BullMQ tells waiting jobs with a priority, and those of a paused queue, apart. */
const STATES: Partial<Record<string, JobState>> = {
  prioritized: "waiting",
  paused: "waiting",
  wait: "waiting",
  waiting: "waiting",
  active: "active",
  delayed: "delayed",
  "waiting-children": "waiting-children",
  completed: "completed",
  failed: "failed",
};

/** BullMQ's name of a state as ours; null when the job is in none. */
export function toJobState(state: string): JobState | null {
  return STATES[state] ?? null;
}

const parse = (json: string | undefined): unknown => (json === undefined ? null : JSON.parse(json));

const MOST_READS = 5;

/** Reads the parts of a job until its state is the same before and after, so that they belong together. */
async function readStable(backend: JobBackend, queue: string, id: string) {
  const ops = await backend.ops(queue);
  let before = toJobState(await ops.getState(id));
  for (let read = 1; ; read++) {
    if (!before) return null;
    const [json, [item]] = await Promise.all([ops.getJobData(id), backend.items(queue, [id])]);
    const state = toJobState(await ops.getState(id));
    if (!json || !item || !state) return null;
    if (state === before || read === MOST_READS) return { ops, json, item, state };
    before = state;
  }
}

/** One job with all that is stored of it, or null. */
export async function readJob(
  backend: JobBackend,
  kind: QueueKind | "foreign",
  queue: string,
  id: string,
): Promise<JobRecord | null> {
  const read = await readStable(backend, queue, id);
  if (!read) return null;
  const { ops, json, item, state } = read;
  const { data, payload } = decodeData(kind, JSON.parse(json.data));
  const stack = parse(json.stacktrace);
  const parent = json.parentKey ? ops.parseNodeKey(json.parentKey) : null;
  const { telemetry } = json.opts as { telemetry?: { metadata?: string } };
  return {
    ...toJobItem(item, state),
    queue,
    data,
    payload,
    result: state === "completed" ? parse(json.returnvalue) : null,
    stack: Array.isArray(stack) ? stack.filter((trace) => typeof trace === "string") : [],
    deduplicationKey: json.deduplicationId ?? null,
    parent: parent ? { queue: parent.queueName, id: parent.id } : null,
    traceId: enqueueTraceId(telemetry?.metadata),
    stalled: item.stalled,
  };
}
