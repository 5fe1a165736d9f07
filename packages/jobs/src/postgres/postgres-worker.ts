import { Worker } from "bullmq";
import type { QueueWorkerOptions } from "../attempt.ts";
import { workerTelemetry } from "../telemetry.ts";
import { sharedOptions, type WorkerBackend, type WorkerSettings } from "../worker-options.ts";
import { borrowLink } from "./postgres-link.ts";
import { openQueueBackend } from "./queue-connection.ts";
import { EXPIRE, READY, TRIM } from "./statements.ts";

const TIDY_EVERY_MS = 5_000;
const EXPIRE_EVERY_MS = 60_000;

/** A worker on PostgreSQL, over the link that the process shares. */
export function startPostgresWorker(options: QueueWorkerOptions, settings: WorkerSettings): WorkerBackend {
  const { kind, queue, keep, onError } = options;
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
  // BullMQ would look through all kept jobs at the end of each; here a few statements a minute do.
  let lastExpired = 0;
  let finished = true;
  worker.on("completed", () => {
    finished = true;
  });
  const tidy = async () => {
    const now = Date.now();
    if (now - lastExpired > EXPIRE_EVERY_MS) {
      lastExpired = now;
      await link.query(EXPIRE, [queue, now - keep.completedMs, now - keep.failedMs]);
    }
    while (finished) {
      finished = false;
      const { rowCount } = await link.query(TRIM, [queue, keep.completed]);
      if (rowCount && rowCount >= 1000) finished = true;
    }
  };
  const timer = setInterval(() => {
    link
      .ready()
      .then(tidy)
      .catch((error: Error) => onError(error));
  }, TIDY_EVERY_MS);
  timer.unref();
  return {
    worker,
    async readyAt(job) {
      const { rows } = await link.query<{ ready: string | null }>(READY, [queue, job.id]);
      return rows[0]?.ready ? Number(rows[0].ready) : null;
    },
    // The table keeps when a delayed job was due.
    async noteRetry() {},
    async release() {
      clearInterval(timer);
      await release();
    },
  };
}
