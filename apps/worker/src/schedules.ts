import { MAINTENANCE_EVERY_MS } from "@plimsoll/domain";
import type { Schedule } from "@plimsoll/jobs";

/** What runs by the clock; a new schedule is a line here. */
export const SCHEDULES: readonly Schedule[] = [
  { job: "instance.maintain", everyMs: MAINTENANCE_EVERY_MS, atStart: true },
];
