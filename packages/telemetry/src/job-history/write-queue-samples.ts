import { randomUUID } from "node:crypto";
import { createBlockInserter, InsertError } from "../insert-block.ts";
import { DATABASE } from "../spans-columns.ts";
import type { QueueSample } from "./job-attempt-row.ts";
import { RowBytes } from "./row-bytes.ts";

const QUERY = `INSERT INTO ${DATABASE}.queue_samples (project_id, source, queue, at, waiting, active, delayed, failed, oldest_waiting_ms) FORMAT RowBinary`;

/** Stores the backlog of queues, as it was looked at; throws InsertError when the store did not take it. */
export async function writeQueueSamples(
  store: { url: string; timeoutMs?: number },
  samples: readonly QueueSample[],
): Promise<void> {
  if (samples.length === 0) return;
  const bytes = new RowBytes();
  for (const sample of samples) {
    bytes.text(sample.projectId);
    bytes.text(sample.source);
    bytes.text(sample.queue);
    bytes.uint32(Math.floor(sample.at / 1000));
    bytes.uint64(sample.waiting);
    bytes.uint64(sample.active);
    bytes.uint64(sample.delayed);
    bytes.uint64(sample.failed);
    bytes.uint64(sample.oldestWaitingMs ?? 0);
  }
  const inserter = createBlockInserter({ ...store, query: QUERY, noun: "samples of queues", error: InsertError });
  try {
    await inserter.insert([bytes.bytes()], { rows: samples.length, token: randomUUID() });
  } finally {
    await inserter.close();
  }
}
