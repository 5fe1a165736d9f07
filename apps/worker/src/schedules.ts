import { MAINTENANCE_EVERY_MS, type PlatformSchedule } from "@plimsoll/domain";
import { INSTANCE_QUEUE, JOBS } from "@plimsoll/jobs";

/** What Plimsoll itself runs by the clock; a new schedule is a line here. */
export const SCHEDULES: readonly PlatformSchedule[] = [
  {
    job: "instance.maintain",
    queue: INSTANCE_QUEUE,
    everyMs: MAINTENANCE_EVERY_MS,
    attempts: JOBS["instance.maintain"].attempts,
    atStart: true,
  },
  {
    job: "caches.poll",
    queue: INSTANCE_QUEUE,
    everyMs: 15_000,
    attempts: JOBS["caches.poll"].attempts,
    atStart: true,
  },
  {
    job: "load.sweep",
    queue: INSTANCE_QUEUE,
    everyMs: 15_000,
    attempts: JOBS["load.sweep"].attempts,
    atStart: true,
  },
  {
    job: "queues.sample",
    queue: INSTANCE_QUEUE,
    everyMs: 15_000,
    attempts: JOBS["queues.sample"].attempts,
    atStart: true,
  },
  {
    job: "scans.sweep",
    queue: INSTANCE_QUEUE,
    everyMs: 15_000,
    attempts: JOBS["scans.sweep"].attempts,
    atStart: true,
  },
];
