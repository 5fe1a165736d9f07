import { type Job, Worker } from "bullmq";
import type { QueueWorkerOptions } from "../attempt.ts";
import { workerTelemetry } from "../telemetry.ts";
import { TIDY_BATCH, tidyFinished } from "../tidy-finished.ts";
import { sharedOptions, type WorkerBackend, type WorkerSettings } from "../worker-options.ts";
import { borrowLink, type PostgresLink } from "./postgres-link.ts";
import { openQueueBackend } from "./queue-connection.ts";
import { CHILDREN_ENDED, EXPIRE, READY, TRIM } from "./statements.ts";

function tidyTable(link: PostgresLink, queue: string, { keep, onError, tidyMs }: QueueWorkerOptions) {
  const remove = async (statement: string, values: unknown[]): Promise<number> => {
    await link.ready();
    return (await link.query(statement, [queue, ...values])).rowCount ?? 0;
  };
  return tidyFinished({
    trim: () => remove(TRIM, [keep.completed, TIDY_BATCH]),
    async expire() {
      const now = Date.now();
      const completed = await remove(EXPIRE, ["completed", now - keep.completedMs, TIDY_BATCH]);
      return Math.max(completed, await remove(EXPIRE, ["failed", now - keep.failedMs, TIDY_BATCH]));
    },
    onError,
    everyMs: tidyMs,
  });
}

/** A worker on PostgreSQL, over the link that the process shares. */
export function startPostgresWorker(options: QueueWorkerOptions, settings: WorkerSettings): WorkerBackend {
  const { kind, queue, onError } = options;
  const { link, release } = borrowLink(options.backend.databaseUrl, onError);
  const worker = new Worker(
    queue,
    (job: Job, token?: string) => settings.process(job, token ?? ""),
    {
      ...sharedOptions(options, settings.retryDelay),
      connection: {},
      telemetry: workerTelemetry(kind, queue),
    },
    (name, workerOptions) => openQueueBackend(link, name, workerOptions, true),
  );
  const tidying = tidyTable(link, queue, options);
  worker.on("error", onError);
  worker.on("stalled", settings.stalled);
  worker.on("failed", (job, error) => job && settings.failed(job, error));
  worker.on("completed", (job) => {
    tidying.noteFinished();
    settings.completed(job);
  });
  return {
    run: () => worker.run(),
    close: () => worker.close(),
    setConcurrency(concurrency) {
      worker.concurrency = concurrency;
    },
    readyAt(job) {
      if (job.attemptsMade === 0 && !job.opts.children) return null;
      const statement = job.attemptsMade === 0 ? CHILDREN_ENDED : READY;
      return link.query<{ ready: string | null }>(statement, [queue, job.id]).then(
        ({ rows }) => (rows[0]?.ready ? Number(rows[0].ready) : null),
        () => null,
      );
    },
    // The table keeps when a delayed job was due.
    async noteRetry() {},
    async release() {
      tidying.stop();
      await release();
    },
  };
}
