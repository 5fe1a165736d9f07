import { AppError } from "@plimsoll/core";
import { JOBS, type JobDefinition, type JobHandlers, type JobId, type JobPayload, type JobRun } from "./definitions.ts";
import type { NewJob } from "./job-store.ts";

/** A job of Plimsoll's own, as its definition has it, to add to INSTANCE_QUEUE of the store of kind `platform`. */
export function platformJob<Id extends JobId>(id: Id, payload: JobPayload<Id>, options: { id?: string } = {}): NewJob {
  const { attempts, priority, deduplicationKey }: JobDefinition = JOBS[id];
  const data: unknown = JOBS[id].payload.parse(payload);
  return {
    id: options.id,
    name: id,
    data,
    attempts,
    priority,
    deduplicationKey: deduplicationKey?.(data),
    trace: "link",
  };
}

/**
 * Runs the handler of a job. A payload that does not parse and a name that is none of ours end the job: no retry can
 * help (AppError BAD_REQUEST).
 */
export async function runHandler<Id extends JobId>(
  handlers: Pick<JobHandlers, Id>,
  job: { name: Id; data: unknown },
  run: JobRun,
): Promise<string> {
  const { name } = job;
  const payload = JOBS[name].payload.safeParse(job.data);
  if (!payload.success) throw new AppError("BAD_REQUEST", `The payload of ${name} is wrong: ${payload.error.message}`);
  return await handlers[name](payload.data as JobPayload<Id>, run);
}
