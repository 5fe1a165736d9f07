import { AppError, toError } from "@plimsoll/core";
import { type Job, UnrecoverableError } from "bullmq";
import { JOBS, type JobHandlers, type JobId } from "./definitions.ts";

function isJobId(name: string): name is JobId {
  return Object.hasOwn(JOBS, name);
}

/**
 * Runs the handler of a job within its timeout and returns what it reports. A payload that does not parse, an unknown
 * name and an AppError that no retry can help end the job at once (UnrecoverableError); all else is tried again.
 */
export async function runHandler(
  handlers: JobHandlers,
  job: Pick<Job, "name" | "data" | "attemptsMade">,
): Promise<string> {
  if (!isJobId(job.name)) throw new UnrecoverableError(`There is no handler for the job ${job.name}.`);
  const definition = JOBS[job.name];
  const payload = definition.payload.safeParse(job.data);
  if (!payload.success) throw new UnrecoverableError(`The payload of ${job.name} is wrong: ${payload.error.message}`);
  const signal = AbortSignal.timeout(definition.timeoutMs);
  const late = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () =>
      reject(new Error(`${job.name} took longer than ${definition.timeoutMs} ms`)),
    );
  });
  try {
    return await Promise.race([handlers[job.name](payload.data, { signal, attempt: job.attemptsMade + 1 }), late]);
  } catch (thrown) {
    if (thrown instanceof AppError && !thrown.retryable) throw new UnrecoverableError(thrown.message);
    throw toError(thrown);
  }
}
