import { METRIC_POINTS_COLUMNS } from "./metric-columns.ts";
import { type BlockInserter, createBlockInserter, InsertError } from "./insert-block.ts";
import { DATABASE, SPANS_COLUMNS } from "./spans-columns.ts";

export interface WriterOptions {
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

/**
 * A block hardly has two points of a series in a minute, so looking for rows to add up before they are written is in
 * vain; merges do, and queries always reckon with several.
 */
const METRIC_SETTINGS = { optimize_on_insert: "0" };

const insertInto = (table: string, columns: readonly { name: string }[]): string =>
  `INSERT INTO ${DATABASE}.${table} (${columns.map((column) => column.name).join(", ")}) FORMAT Native`;

/** Opens the writer's pool of connections; nothing is sent until the first insert. */
export function createSpanWriter(options: WriterOptions): SpanWriter {
  return createBlockInserter({
    ...options,
    query: insertInto("spans", SPANS_COLUMNS),
    noun: "spans",
    error: SpanInsertError,
  });
}

/** The same for blocks of `metric_points`; `insert` throws InsertError; after `unknown`, ask `findStoredPoints`. */
export function createMetricWriter(options: WriterOptions): BlockInserter {
  const query = insertInto("metric_points", METRIC_POINTS_COLUMNS);
  return createBlockInserter({ ...options, query, noun: "data points", error: InsertError, settings: METRIC_SETTINGS });
}
