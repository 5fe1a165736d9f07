import type { Platform } from "../platform.ts";

/** What schedules need of the platform. */
export type SchedulePlatform = Pick<Platform, "config" | "db" | "directory" | "appJobs" | "platformJobs">;
