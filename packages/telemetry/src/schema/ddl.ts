import { DATABASE } from "../spans-columns.ts";
import type { TableDefinition, ViewDefinition } from "./tables.ts";

/** How the schema is written: for one server, or for the named cluster. */
export interface DdlTarget {
  cluster?: string | undefined;
  retentionDays: number;
  rollupRetentionDays: number;
}

/** A name inside backquotes. */
export function quoteName(name: string): string {
  return `\`${name.replaceAll("\\", "\\\\").replaceAll("`", "\\`")}\``;
}

/** ` ON CLUSTER …`, or nothing for one server. */
export function onCluster(target: Pick<DdlTarget, "cluster">): string {
  return target.cluster ? ` ON CLUSTER ${quoteName(target.cluster)}` : "";
}

/** The table that holds a server's own rows; on a cluster the plain name is the Distributed table over all of them. */
export function localTable(name: string, target: Pick<DdlTarget, "cluster">): string {
  return `${DATABASE}.${target.cluster ? `${name}_local` : name}`;
}

/** Days that rows of a table are kept. */
export function retentionOf(definition: TableDefinition, target: DdlTarget): number | null {
  if (!definition.expiry) return null;
  return definition.expiry.retention === "spans" ? target.retentionDays : target.rollupRetentionDays;
}

/** `column + toIntervalDay(N)`, as ClickHouse itself prints a TTL. */
export function ttlExpression(definition: TableDefinition, target: DdlTarget): string | null {
  const days = retentionOf(definition, target);
  return definition.expiry && days !== null ? `${definition.expiry.column} + toIntervalDay(${days})` : null;
}

/** The statements that create a table where it does not exist yet. */
export function createTable(definition: TableDefinition, target: DdlTarget): string[] {
  const engine = target.cluster ? `Replicated${definition.engine}` : definition.engine;
  const ttl = ttlExpression(definition, target);
  const settings = Object.entries(tableSettings(definition, target));
  const parts = [
    `CREATE TABLE IF NOT EXISTS ${localTable(definition.name, target)}${onCluster(target)} (`,
    [...definition.columns, ...(definition.indexes ?? []).map((index) => `INDEX ${index}`)]
      .map((line) => `  ${line}`)
      .join(",\n"),
    `) ENGINE = ${engine}`,
    ...(definition.partitionBy ? [`PARTITION BY ${definition.partitionBy}`] : []),
    `ORDER BY (${definition.orderBy})`,
    ...(ttl ? [`TTL ${ttl}`] : []),
    ...(settings.length > 0 ? [`SETTINGS ${settings.map(([name, value]) => `${name} = ${value}`).join(", ")}`] : []),
  ];
  const create = parts.join("\n");
  if (!target.cluster) return [create];
  const cluster = `'${target.cluster.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
  return [
    create,
    `CREATE TABLE IF NOT EXISTS ${DATABASE}.${definition.name}${onCluster(target)} AS ${localTable(definition.name, target)}
ENGINE = Distributed(${cluster}, ${DATABASE}, ${definition.name}_local, ${definition.shardBy})`,
  ];
}

function tableSettings(definition: TableDefinition, target: DdlTarget): Record<string, string | number> {
  const { non_replicated_deduplication_window: window, ...others } = definition.settings;
  if (window === undefined) return others;
  return {
    ...others,
    [target.cluster ? "replicated_deduplication_window" : "non_replicated_deduplication_window"]: window,
  };
}

/** The statement that creates a materialized view, on a cluster from a server's own rows into its own rows. */
export function createView(view: ViewDefinition, target: DdlTarget): string {
  const select = view.select.replaceAll("{from}", localTable(view.from, target));
  return `CREATE MATERIALIZED VIEW IF NOT EXISTS ${DATABASE}.${view.name}${onCluster(target)} TO ${localTable(view.to, target)} AS
${select}`;
}
