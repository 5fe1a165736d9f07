import { z } from "zod";
import { idSchema } from "./common.ts";
import { type Backoff, jobSettingsShape } from "./jobs.ts";

export const missedRunsSchema = z.enum(["skip", "once", "all"]);
export type MissedRuns = z.infer<typeof missedRunsSchema>;
const scheduleShape = {
  ...jobSettingsShape,
  name: z.string().trim().min(1).max(80),
  jobName: jobSettingsShape.name,
  /** Five fields, or six with seconds first. One of `cron` and `everyMs`. */
  cron: z.string().trim().min(1).max(120).optional(),
  /** IANA zone that `cron` counts in. */
  timezone: z.string().min(1).max(64).default("UTC"),
  everyMs: z.number().int().min(1000).max(31_536_000_000).optional(),
  /** Runs missed while nothing could run them: left out, made up by one, or all made up (the last 100 at most). */
  missedRuns: missedRunsSchema.default("once"),
  paused: z.boolean().default(false),
};
const hasOneRhythm = (schedule: { cron?: unknown; everyMs?: unknown }) =>
  (schedule.cron === undefined) !== (schedule.everyMs === undefined);
/** `jobName` is the job's name; `name` the schedule's. */
export const schedulesCreateInputSchema = z
  .object(scheduleShape)
  .refine(hasOneRhythm, { message: "give `cron` or `everyMs`", path: ["cron"] });
export type SchedulesCreateInput = z.infer<typeof schedulesCreateInputSchema>;
export const schedulesUpdateInputSchema = z
  .object({ id: idSchema, ...scheduleShape })
  .refine(hasOneRhythm, { message: "give `cron` or `everyMs`", path: ["cron"] });
export const scheduleRefSchema = z.object({ id: idSchema });
export const schedulesPreviewInputSchema = z
  .object({ cron: scheduleShape.cron, timezone: scheduleShape.timezone, everyMs: scheduleShape.everyMs })
  .refine(hasOneRhythm, { message: "give `cron` or `everyMs`", path: ["cron"] });
export interface ScheduleItem {
  id: string;
  /** `platform` schedules are Plimsoll's own: they can be run now but not changed. */
  kind: "app" | "platform";
  name: string;
  queue: string;
  jobName: string;
  payload: unknown;
  target: string | null;
  cron: string | null;
  timezone: string;
  everyMs: number | null;
  missedRuns: MissedRuns;
  paused: boolean;
  retries: number;
  timeoutMs: number;
  priority: number | null;
  concurrencyKey: string | null;
  backoff: Backoff;
  lastRunAt: string | null;
  lastJobId: string | null;
  /** The next five, empty while paused. */
  nextRuns: string[];
  createdAt: string;
  createdBy: string | null;
}
