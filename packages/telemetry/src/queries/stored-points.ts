import type { TelemetryClient } from "../client.ts";
import { groupByProject } from "./group-by-project.ts";
import type { PointsBlock } from "../metric-blocks.ts";
import { list, number, text } from "../row.ts";
import { DATABASE } from "../spans-columns.ts";
import { SqlParams } from "../sql-params.ts";

/** Names one data point. */
export interface PointIdentity {
  projectId: string;
  metric: string;
  /** Decimal, as the time in nanoseconds since 1970. */
  seriesId: string;
  timeUnixNano: string;
}

/**
 * Which of these data points are stored already; answers with their indexes and the blocks they came in. Reads, in the
 * order of the table, the hours of their metrics.
 */
export async function findStoredPoints(
  client: TelemetryClient,
  points: readonly PointIdentity[],
  signal?: AbortSignal,
): Promise<Map<number, PointsBlock>> {
  const stored = new Map<number, PointsBlock>();
  for (const [projectId, wanted] of groupByProject(points)) {
    const params = new SqlParams(projectId);
    const metrics = params.add([...new Set(wanted.map(({ item }) => item.metric))], "Array(String)");
    const ids = wanted.map(({ item: { seriesId, timeUnixNano } }) => ({
      id: BigInt(seriesId),
      time: `fromUnixTimestamp64Nano(toInt64(${BigInt(timeUnixNano)}), 'UTC')`,
    }));
    const hours = [...new Set(ids.map(({ time }) => `toStartOfHour(${time})`))];
    const sql = `SELECT metric, toString(series_id), toString(toUnixTimestamp64Nano(ts)) AS time,
  max((toUnixTimestamp(received_at), block)) AS last
FROM ${DATABASE}.metric_points WHERE project_id = ${params.project} AND metric IN (${metrics})
  AND toStartOfHour(ts) IN (${hours.join(", ")})
  AND (series_id, ts) IN (${ids.map(({ id, time }) => `(${id}, ${time})`).join(", ")}) GROUP BY metric, series_id, ts`;
    const rows = await client.rows(
      sql,
      (row) => {
        const last = list(row, 3);
        const block = { receivedAtSeconds: number(last, 0), block: number(last, 1) };
        return [`${text(row, 0)}/${text(row, 1)}/${text(row, 2)}`, block] as const;
      },
      { params: params.values, signal },
    );
    const found = new Map(rows);
    for (const {
      index,
      item: { metric, seriesId, timeUnixNano },
    } of wanted) {
      const block = found.get(`${metric}/${seriesId}/${timeUnixNano}`);
      if (block) stored.set(index, block);
    }
  }
  return stored;
}
