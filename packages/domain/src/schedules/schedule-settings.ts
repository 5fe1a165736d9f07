import { jobSettingsShape } from "@plimsoll/core";
import { z } from "zod";

/** How the jobs of a schedule are run; kept as JSON in its row. */
export const scheduleSettingsSchema = z.object({
  target: jobSettingsShape.target,
  priority: jobSettingsShape.priority,
  retries: jobSettingsShape.retries,
  backoff: jobSettingsShape.backoff,
  timeoutMs: jobSettingsShape.timeoutMs,
  concurrencyKey: jobSettingsShape.concurrencyKey,
});
export type ScheduleSettings = z.infer<typeof scheduleSettingsSchema>;
