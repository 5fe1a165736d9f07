import type { Platform } from "@plimsoll/domain";
import type { JobHandlers } from "@plimsoll/jobs";
import { maintainInstance } from "./maintain-instance.ts";
import { runBulkOperation } from "./run-bulk-operation.ts";
import { noteQueues } from "./sample-queues.ts";

/** One handler a job; a job without one does not compile. */
export function createHandlers(platform: Platform): JobHandlers {
  return {
    "instance.maintain": (_payload, run) => maintainInstance(platform, run),
    "jobs.bulk": (payload, run) => runBulkOperation(platform, payload, run),
    "queues.sample": (_payload, run) => noteQueues(platform, run),
  };
}
