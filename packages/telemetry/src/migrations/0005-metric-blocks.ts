import { type DdlTarget, localTable, onCluster } from "../schema/ddl.ts";
import { METRIC_INSERTS_REMEMBERED, METRIC_TABLES } from "../schema/metric-tables.ts";
import { DATABASE } from "../spans-columns.ts";

/** Names the block that a point came in, and remembers the tokens of inserts for longer. */
export function nameMetricBlocks(target: DdlTarget): string[] {
  const add = (table: string) => `ALTER TABLE ${table}${onCluster(target)} ADD COLUMN IF NOT EXISTS block UInt32`;
  const window = target.cluster ? "replicated_deduplication_window" : "non_replicated_deduplication_window";
  return [
    `${add(localTable("metric_points", target))} CODEC(ZSTD(1)) AFTER received_at`,
    ...(target.cluster ? [`${add(`${DATABASE}.metric_points`)} AFTER received_at`] : []),
    ...METRIC_TABLES.map(
      ({ name }) =>
        `ALTER TABLE ${localTable(name, target)}${onCluster(target)} MODIFY SETTING ${window} = ${METRIC_INSERTS_REMEMBERED}`,
    ),
  ];
}
