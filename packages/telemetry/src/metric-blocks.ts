import type { TelemetryClient } from "./client.ts";
import type { BlockInserter } from "./insert-block.ts";
import { METRIC_POINTS_COLUMNS } from "./metric-columns.ts";
import { findStoredPoints, type PointIdentity } from "./queries/stored-points.ts";
import { number } from "./row.ts";
import { DATABASE } from "./spans-columns.ts";
import { METRIC_INSERTS_REMEMBERED } from "./schema/metric-tables.ts";

/** One insert into `metric_points`; `block` is 0 for those from before there were names. */
export interface PointsBlock {
  receivedAtSeconds: number;
  block: number;
}

/** Inserts that may be under way, or not yet be counted, while it is decided whether a block may be inserted again. */
const MARGIN = 1_000;
/** Blocks that are known to be complete; after a crash there is a handful to complete. */
const MAX_KNOWN = 1_000;

/** The deduplication token of a block's insert. */
export function blockToken({ receivedAtSeconds, block }: PointsBlock): string {
  return `${receivedAtSeconds}-${block}`;
}

/**
 * Finds points that were stored by an insert whose end nobody saw, as `findStoredPoints` does; answers only when the
 * series and roll-ups of their blocks are stored, too. A store that is killed, or has no memory left, in the middle of
 * an insert keeps the points and lacks what its views had not yet made of them.
 */
export function createPointFinder(
  client: TelemetryClient,
  writer: Pick<BlockInserter, "insert">,
): (points: readonly PointIdentity[]) => Promise<ReadonlySet<number>> {
  const complete = new Set<string>();
  return async (points) => {
    const stored = await findStoredPoints(client, points);
    for (const block of stored.values()) {
      const token = blockToken(block);
      if (complete.has(token)) continue;
      await completeBlock(client, writer, block);
      if (complete.size >= MAX_KNOWN) complete.clear();
      complete.add(token);
    }
    return new Set(stored.keys());
  };
}

/**
 * Inserts a stored block once more under its own token: each table of points, series, exemplars and roll-ups takes it
 * if it lacks it, whoever else may be inserting the same block at this moment. Left alone are blocks without a name and
 * those so old that the tables may have forgotten the token, where the points would be stored twice.
 */
async function completeBlock(
  client: TelemetryClient,
  writer: Pick<BlockInserter, "insert">,
  block: PointsBlock,
): Promise<void> {
  if (block.block === 0) return;
  const since = `toDateTime(${Math.floor(block.receivedAtSeconds)}, 'UTC')`;
  // Parts know the range of their arrival times, so both read the parts that were written since.
  const [later = 0] = await client.rows(
    `SELECT uniqExact(received_at, block) FROM ${DATABASE}.metric_points WHERE received_at >= ${since}`,
    (row) => number(row, 0),
  );
  if (later > METRIC_INSERTS_REMEMBERED - MARGIN) return;
  const columns = METRIC_POINTS_COLUMNS.map(({ name }) => name).join(", ");
  const rows = await client.native(
    `SELECT ${columns} FROM ${DATABASE}.metric_points WHERE received_at = ${since} AND block = ${Math.floor(block.block)}`,
  );
  await writer.insert([rows], { rows: 1, token: blockToken(block) });
}
