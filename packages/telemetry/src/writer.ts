import { type BlockInserter, createBlockInserter, InsertError } from "./insert-block.ts";
import { DATABASE, SPANS_COLUMNS } from "./spans-columns.ts";

export interface SpanWriterOptions {
  url: string;
  /** Longest wait for the store's answer. */
  timeoutMs?: number;
  /** Connections kept open at most. */
  connections?: number;
}
/** Writes one Native block of `spans` at a time; `insert` throws SpanInsertError. */
export type SpanWriter = BlockInserter;

/** An insert of spans that was not acknowledged; after `unknown`, ask `findStoredSpans`. */
export class SpanInsertError extends InsertError {
  override name = "SpanInsertError";
}

const QUERY = `INSERT INTO ${DATABASE}.spans (${SPANS_COLUMNS.map((column) => column.name).join(", ")}) FORMAT Native`;

/** Opens the writer's pool of connections; nothing is sent until the first insert. */
export function createSpanWriter(options: SpanWriterOptions): SpanWriter {
  return createBlockInserter({ ...options, query: QUERY, noun: "spans", error: SpanInsertError });
}
