import { type FieldMeaning, pointsOf, type WatchedPoint, type WatchedSample } from "./watched-point.ts";

const counter = (metric: string, unit: string, more: Partial<FieldMeaning> = {}): FieldMeaning => ({
  metric,
  unit,
  kind: "counter",
  ...more,
});
const gauge = (metric: string, unit: string, more: Partial<FieldMeaning> = {}): FieldMeaning => ({
  metric,
  unit,
  kind: "gauge",
  ...more,
});

const FIELDS: Record<string, FieldMeaning> = {
  keyspace_hits: counter("redis.keyspace.hits", "{hit}"),
  keyspace_misses: counter("redis.keyspace.misses", "{miss}"),
  evicted_keys: counter("redis.keys.evicted", "{key}"),
  expired_keys: counter("redis.keys.expired", "{event}"),
  total_commands_processed: counter("redis.commands.processed", "{command}"),
  total_connections_received: counter("redis.connections.received", "{connection}"),
  rejected_connections: counter("redis.connections.rejected", "{connection}"),
  total_net_input_bytes: counter("redis.net.input", "By"),
  total_net_output_bytes: counter("redis.net.output", "By"),
  used_cpu_sys: counter("redis.cpu.time", "s", { labels: { state: "sys" } }),
  used_cpu_user: counter("redis.cpu.time", "s", { labels: { state: "user" } }),
  uptime_in_seconds: counter("redis.uptime", "s"),
  used_memory: gauge("redis.memory.used", "By"),
  used_memory_peak: gauge("redis.memory.peak", "By"),
  used_memory_rss: gauge("redis.memory.rss", "By"),
  mem_fragmentation_ratio: gauge("redis.memory.fragmentation_ratio", "1"),
  maxmemory: gauge("redis.maxmemory", "By"),
  connected_clients: gauge("redis.clients.connected", "{client}"),
  blocked_clients: gauge("redis.clients.blocked", "{client}"),
  instantaneous_ops_per_sec: gauge("redis.commands", "{ops}/s"),
  connected_slaves: gauge("redis.slaves.connected", "{replica}"),
  rdb_changes_since_last_save: gauge("redis.rdb.changes_since_last_save", "{change}"),
  latest_fork_usec: gauge("redis.latest_fork", "us"),
};
const DATABASE: Record<string, FieldMeaning> = {
  keys: gauge("redis.db.keys", "{key}"),
  expires: gauge("redis.db.expires", "{key}"),
  avg_ttl: gauge("redis.db.avg_ttl", "ms"),
};
const COMMAND: Record<string, FieldMeaning> = {
  calls: counter("redis.cmd.calls", "{call}"),
  usec: counter("redis.cmd.usec", "us"),
};
/** A server knows some 250 commands; a client may make up no more, since unknown ones are not counted. */
const MOST_COMMANDS = 300;

/** Fields of INFO by name; sections and comments are left out. */
export function parseInfo(text: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const colon = line.indexOf(":");
    if (colon > 0 && !line.startsWith("#")) fields.set(line.slice(0, colon), line.slice(colon + 1).trim());
  }
  return fields;
}

/** Look-ups by which an onlooker raised a server's hits, since that server's start. */
export interface OwnHits {
  /** The server's run: another one has counted none of them. */
  runId: string;
  hits: number;
}

/**
 * What INFO (with `commandstats`) of a Redis or Valkey says at `now`, epoch milliseconds, without the hits that watching
 * it made.
 */
export function sampleOfInfo(text: string, now: number, own: OwnHits | null = null): WatchedSample & { runId: string } {
  const fields = parseInfo(text);
  const runId = fields.get("run_id") ?? "";
  const hits = fields.get("keyspace_hits");
  if (hits && own?.runId === runId) fields.set("keyspace_hits", String(Math.max(0, Number(hits) - own.hits)));
  const uptime = Number(fields.get("uptime_in_seconds") ?? Number.NaN);
  const valkey = fields.get("valkey_version");
  return {
    runId,
    points: [...pointsOf(fields, FIELDS), ...byName(fields, /^(db\d+)$/, "db", DATABASE), ...commands(fields)],
    countsSince: Number.isFinite(uptime) ? now - uptime * 1_000 : null,
    version: valkey ? `valkey ${valkey}` : `redis ${fields.get("redis_version") ?? ""}`.trim(),
  };
}

function commands(fields: ReadonlyMap<string, string>): WatchedPoint[] {
  return byName(fields, /^cmdstat_(.+)$/, "cmd", COMMAND).slice(0, MOST_COMMANDS * Object.keys(COMMAND).length);
}

/** Points of fields whose value is a list, such as `db0:keys=5,expires=1,avg_ttl=0`, labelled by the name. */
function byName(
  fields: ReadonlyMap<string, string>,
  pattern: RegExp,
  label: string,
  meanings: Record<string, FieldMeaning>,
): WatchedPoint[] {
  return [...fields].flatMap(([field, value]) => {
    const name = pattern.exec(field)?.[1];
    if (name === undefined) return [];
    const parts = new Map(value.split(",").map((part) => part.split("=", 2) as [string, string]));
    return pointsOf(parts, meanings, { [label]: name });
  });
}
