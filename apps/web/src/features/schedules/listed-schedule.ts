import type { ScheduleItem } from "@plimsoll/core";

/** A schedule as it comes over the wire, where a value of any type may be missing. */
export type ListedSchedule = Omit<ScheduleItem, "payload"> & { payload?: unknown };

/** Whose queue the schedule's jobs are on: the apps' or Plimsoll's own. */
export function sourceOf(schedule: Pick<ListedSchedule, "kind">): "apps" | "platform" {
  return schedule.kind === "platform" ? "platform" : "apps";
}
