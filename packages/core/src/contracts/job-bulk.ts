import { z } from "zod";
import { idSchema, limitSchema } from "./common.ts";
import { type JobFilter, jobFilterSchema } from "./jobs.ts";

export const bulkActionSchema = z.enum(["retry", "discard", "promote"]);
export type BulkAction = z.infer<typeof bulkActionSchema>;
export const bulkStartInputSchema = z.object({
  filter: jobFilterSchema,
  /** Only these of the filter's jobs; absent: all of them. */
  ids: z.array(idSchema).min(1).max(500).optional(),
  action: bulkActionSchema,
});
export type BulkStartInput = z.infer<typeof bulkStartInputSchema>;
export const bulkRefSchema = z.object({ id: idSchema });
export const bulkListInputSchema = z.object({
  source: z.string().min(1).max(64).optional(),
  queue: z.string().min(1).max(256).optional(),
  limit: limitSchema.default(50),
});
export interface BulkOperation {
  id: string;
  source: string;
  queue: string;
  action: BulkAction;
  filter: JobFilter;
  state: "queued" | "running" | "completed" | "cancelled" | "failed";
  /** Jobs of the state when it began: an upper bound. */
  total: number;
  /** Jobs looked at so far. */
  examined: number;
  done: number;
  /** Jobs that met the filter but had changed meanwhile. */
  skipped: number;
  error: string | null;
  createdAt: string;
  createdBy: string;
  startedAt: string | null;
  finishedAt: string | null;
}
