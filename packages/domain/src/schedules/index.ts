export { ensurePlatformSchedules, type PlatformSchedule } from "./ensure-platform-schedules.ts";
export { type FiredSchedules, fireDueSchedules, type RefusedRun } from "./fire-due-schedules.ts";
export { listSchedules, previewRuns } from "./list-schedules.ts";
export { pauseSchedule, resumeSchedule } from "./pause-schedule.ts";
export { removeSchedule } from "./remove-schedule.ts";
export { runScheduleNow } from "./run-schedule-now.ts";
export { createSchedule, updateSchedule } from "./save-schedule.ts";
export { type ScheduleTicker, startScheduleTicker } from "./schedule-ticker.ts";
