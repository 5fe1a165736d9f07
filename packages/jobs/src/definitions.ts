import { z } from "zod";

export interface JobDefinition<Payload extends z.ZodType = z.ZodType> {
  /** `area.verb`. */
  id: string;
  payload: Payload;
  /** Times it is tried in all; the waits between grow exponentially from `backoffMs`. */
  attempts: number;
  backoffMs: number;
  /** Longest run of one attempt; its AbortSignal fires then. */
  timeoutMs: number;
}

/** Every job that Plimsoll runs for itself. A handler must exist for each: the worker's table does not compile without. */
export const JOBS = {
  "instance.maintain": {
    id: "instance.maintain",
    payload: z.object({}),
    attempts: 3,
    backoffMs: 5_000,
    timeoutMs: 60_000,
  },
} as const satisfies Record<string, JobDefinition>;

export type JobId = keyof typeof JOBS;
export type JobPayload<Id extends JobId> = z.infer<(typeof JOBS)[Id]["payload"]>;

/** What a handler gets beside its payload. */
export interface JobRun {
  signal: AbortSignal;
  /** 1 for the first try. */
  attempt: number;
}
export type JobHandlers = { [Id in JobId]: (payload: JobPayload<Id>, run: JobRun) => Promise<string> };
