import { Worker } from "bullmq";
import type { QueueWorkerOptions } from "../attempt.ts";
import { workerTelemetry } from "../telemetry.ts";
import { sharedOptions, type WorkerBackend, type WorkerSettings } from "../worker-options.ts";
import { borrowLink } from "./postgres-link.ts";
import { openQueueBackend } from "./queue-connection.ts";
import { READY } from "./statements.ts";
import { tidyFinished } from "./tidy-finished.ts";

/** A worker on PostgreSQL, over the link that the process shares. */
export function startPostgresWorker(options: QueueWorkerOptions, settings: WorkerSettings): WorkerBackend {
  const { kind, queue, onError } = options;
  const { link, release } = borrowLink(options.backend.databaseUrl, onError);
  const worker = new Worker(
    queue,
    settings.process,
    {
      ...sharedOptions(options, settings),
      connection: {},
      telemetry: workerTelemetry(kind, queue),
    },
    (name, workerOptions) => openQueueBackend(link, name, workerOptions, true),
  );
  const tidying = tidyFinished(link, options);
  worker.on("completed", tidying.noteFinished);
  return {
    worker,
    async readyAt(job) {
      const { rows } = await link.query<{ ready: string | null }>(READY, [queue, job.id]);
      return rows[0]?.ready ? Number(rows[0].ready) : null;
    },
    // The table keeps when a delayed job was due.
    async noteRetry() {},
    async release() {
      tidying.stop();
      await release();
    },
  };
}
