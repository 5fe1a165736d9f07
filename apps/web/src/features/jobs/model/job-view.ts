import type { JobDetail } from "@plimsoll/core";

/** A job as it comes over the wire: JSON has no place for values that are undefined. */
export type JobView = Omit<JobDetail, "payload" | "result"> & { payload?: unknown; result?: unknown };
