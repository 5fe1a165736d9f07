import { randomUUID } from "node:crypto";
import { JOB_ATTEMPT_COLUMNS } from "../schema/job-tables.ts";
import { DATABASE } from "../spans-columns.ts";
import { type JobAttemptRow, OUTCOMES } from "./job-attempt-row.ts";
import { RowBytes } from "./row-bytes.ts";

const MAX_ERROR_LENGTH = 4096;

export const INSERT_ATTEMPTS = `INSERT INTO ${DATABASE}.job_attempts (${JOB_ATTEMPT_COLUMNS.map((column) => column.name).join(", ")}) FORMAT RowBinary`;

/** Rows for one insert. Sent again it has the same bytes and token, so that the store keeps it once. */
export class AttemptBatch {
  readonly token = randomUUID();
  rows = 0;
  readonly #bytes = new RowBytes();

  get sizeBytes(): number {
    return this.#bytes.sizeBytes;
  }

  bytes(): Uint8Array {
    return this.#bytes.bytes();
  }

  /** Appends a row, its values in the order of `JOB_ATTEMPT_COLUMNS`. */
  append(row: JobAttemptRow): void {
    const bytes = this.#bytes;
    bytes.text(row.projectId);
    bytes.text(row.source);
    bytes.text(row.queue);
    bytes.text(row.name);
    bytes.text(row.jobId);
    bytes.uint32(row.attempt);
    bytes.uint8(OUTCOMES.indexOf(row.outcome));
    bytes.uint64(row.enqueuedAt);
    bytes.uint64(row.startedAt);
    bytes.uint64(row.finishedAt);
    bytes.uint64(row.waitMs * 1000);
    bytes.uint64(row.runMs * 1000);
    bytes.uint16(row.statusCode ?? 0);
    bytes.text(row.error ? row.error.slice(0, MAX_ERROR_LENGTH) : "");
    bytes.hex(row.traceId, 16);
    bytes.hex(row.spanId, 8);
    bytes.text(row.worker);
    this.rows += 1;
  }
}
