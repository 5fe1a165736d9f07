import type { Platform, SampleWriter } from "@plimsoll/domain";
import type { JobHandlers } from "@plimsoll/jobs";
import { finishLoad } from "./finish-load.ts";
import { maintainInstance } from "./maintain-instance.ts";
import { makeScan } from "./make-scan.ts";
import { pollWatchedCaches } from "./poll-watched-caches.ts";
import { runBulkOperation } from "./run-bulk-operation.ts";
import { noteQueues } from "./sample-queues.ts";
import { sendLoadShare } from "./send-load-share.ts";
import { sweepLoads } from "./sweep-loads.ts";
import { sweepSecurity } from "./sweep-security.ts";

/** The worker process that handlers run in. */
export interface HandlingWorker {
  id: string;
  /** Fires when the process is told to stop, before its jobs are given the time to end. */
  stopping: AbortSignal;
  /** Where readings of watched caches go. */
  samples: SampleWriter;
}

/** One handler a job; a job without one does not compile. */
export function createHandlers(platform: Platform, worker: HandlingWorker): JobHandlers {
  return {
    "caches.poll": (_payload, run) => pollWatchedCaches(platform, worker.samples, run),
    "instance.maintain": (_payload, run) => maintainInstance(platform, run),
    "jobs.bulk": (payload, run) => runBulkOperation(platform, payload, run),
    "load.finish": (payload) => finishLoad(platform, payload),
    "load.share": (payload, run) => sendLoadShare(platform, payload, { run, worker }),
    "load.sweep": () => sweepLoads(platform),
    "queues.sample": (_payload, run) => noteQueues(platform, run),
    "scans.run": (payload, run) => makeScan(platform, payload, { run, worker }),
    "scans.sweep": () => sweepSecurity(platform),
  };
}
