import { AppError, backoffSchema } from "@plimsoll/core";
import { z } from "zod";

/**
 * What is stored of an app's job. `payload` is what users see, search and edit; the rest is how the job is run.
 * BullMQ's own options hold the number of attempts, priority, delay and deduplication key.
 */
export const appJobSchema = z.object({
  v: z.literal(1),
  payload: z.json(),
  /** Name of the endpoint; null: the queue's own, else `default`. */
  target: z.string().nullable(),
  /** Longest that one attempt may take, milliseconds. */
  timeoutMs: z.number().int().positive(),
  backoff: backoffSchema,
  /** Of the jobs with the same key, one runs at a time. */
  concurrencyKey: z.string().optional(),
  scheduleId: z.string().optional(),
  /** Name of the person, key or schedule that made it. */
  by: z.string(),
});
export type AppJobEnvelope = z.infer<typeof appJobSchema>;

/** Parses the data of an app's job; throws AppError INTERNAL, not retryable, when something else was stored there. */
export function parseAppJob(data: unknown): AppJobEnvelope {
  const parsed = appJobSchema.safeParse(data);
  if (parsed.success) return parsed.data;
  throw new AppError("INTERNAL", `The job was not stored by this version of Plimsoll: ${parsed.error.message}`);
}
