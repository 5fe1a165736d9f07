import { appendFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import type { BackendOptions } from "../open-job-store.ts";
import { startQueueWorker } from "../queue-worker.ts";
import { KEEP } from "./harness.ts";

/** What the process that is to be killed works on. */
export interface KilledWorkerOptions {
  backend: BackendOptions;
  queue: string;
  concurrency: number;
  stallMs: number;
  /** One line a finished effect. */
  effectsFile: string;
}
export interface StalledMessage {
  stalled: string;
  at: number;
}

const WORK_MS = 150;

// A program of its own, so that SIGKILL takes it in the middle of its jobs.
process.once("message", (options: KilledWorkerOptions) => {
  const worker = startQueueWorker({
    ...options,
    kind: "apps",
    keep: KEEP,
    run: async (job) => {
      await pause(WORK_MS);
      // The effect may be there twice; whoever counts it goes by the job's id.
      appendFileSync(options.effectsFile, `${job.id}\n`);
      await pause(WORK_MS);
      return "done";
    },
    onAttempt: () => undefined,
    onStalled: (id) => process.send?.({ stalled: id, at: Date.now() } satisfies StalledMessage),
    onError: () => undefined,
  });
  process.once("disconnect", () => void worker.stop(0).then(() => process.exit(0)));
});
