import { type FieldMeaning, pointsOf, type WatchedPoint, type WatchedSample } from "./watched-point.ts";

const counter = (metric: string, unit: string, labels: Record<string, string> = {}): FieldMeaning => ({
  metric,
  unit,
  kind: "counter",
  labels,
});
const gauge = (metric: string, unit: string): FieldMeaning => ({ metric, unit, kind: "gauge" });
const OPERATIONS = "memcached.operations";

const FIELDS: Record<string, FieldMeaning> = {
  get_hits: counter(OPERATIONS, "{operation}", { type: "hit", operation: "get" }),
  get_misses: counter(OPERATIONS, "{operation}", { type: "miss", operation: "get" }),
  incr_hits: counter(OPERATIONS, "{operation}", { type: "hit", operation: "increment" }),
  incr_misses: counter(OPERATIONS, "{operation}", { type: "miss", operation: "increment" }),
  decr_hits: counter(OPERATIONS, "{operation}", { type: "hit", operation: "decrement" }),
  decr_misses: counter(OPERATIONS, "{operation}", { type: "miss", operation: "decrement" }),
  cmd_get: counter("memcached.commands", "{command}", { command: "get" }),
  cmd_set: counter("memcached.commands", "{command}", { command: "set" }),
  cmd_flush: counter("memcached.commands", "{command}", { command: "flush" }),
  cmd_touch: counter("memcached.commands", "{command}", { command: "touch" }),
  evictions: counter("memcached.evictions", "{eviction}"),
  expired_unfetched: counter("memcached.expired_unfetched", "{item}"),
  evicted_unfetched: counter("memcached.evicted_unfetched", "{item}"),
  bytes_read: counter("memcached.network", "By", { direction: "received" }),
  bytes_written: counter("memcached.network", "By", { direction: "sent" }),
  total_connections: counter("memcached.connections.total", "{connection}"),
  bytes: gauge("memcached.bytes", "By"),
  limit_maxbytes: gauge("memcached.limit_maxbytes", "By"),
  curr_items: gauge("memcached.current_items", "{item}"),
  curr_connections: gauge("memcached.connections.current", "{connection}"),
  threads: gauge("memcached.threads", "{thread}"),
};
/** Memory is handed out in slabs of one chunk size each: one class may evict while another has room. */
const SLAB: Record<string, FieldMeaning> = {
  chunk_size: gauge("memcached.slab.chunk_size", "By"),
  used_chunks: gauge("memcached.slab.used_chunks", "{chunk}"),
  total_chunks: gauge("memcached.slab.total_chunks", "{chunk}"),
  evicted: counter("memcached.slab.evictions", "{eviction}"),
};
/** Memcached has 63 classes at most. */
const MOST_SLABS = 64;

/** Lines `STAT name value` of an answer, by name. */
export function parseStats(answer: string): Map<string, string> {
  const matches = answer.matchAll(/^STAT (\S+) (.*?)\r?$/gm);
  return new Map([...matches].map(([, name = "", value = ""]) => [name, value]));
}

/** What `stats`, `stats slabs` and `stats items` of a Memcached say at `now`, epoch milliseconds. */
export function sampleOfStats(answers: { stats: string; slabs: string; items: string }, now: number): WatchedSample {
  const fields = parseStats(answers.stats);
  const uptime = Number(fields.get("uptime") ?? Number.NaN);
  return {
    points: [...pointsOf(fields, FIELDS), ...slabs(parseStats(answers.slabs), parseStats(answers.items))],
    countsSince: Number.isFinite(uptime) ? now - uptime * 1_000 : null,
    version: `memcached ${fields.get("version") ?? ""}`.trim(),
  };
}

/** `stats slabs` names fields `5:chunk_size`, `stats items` names them `items:5:evicted`. */
function slabs(ofSlabs: ReadonlyMap<string, string>, ofItems: ReadonlyMap<string, string>): WatchedPoint[] {
  const bySlab = new Map<string, Map<string, string>>();
  for (const [field, value] of [...ofSlabs, ...ofItems]) {
    const [, slab, name] = /^(?:items:)?(\d+):(\w+)$/.exec(field) ?? [];
    if (slab === undefined || name === undefined) continue;
    const known = bySlab.get(slab) ?? new Map<string, string>();
    bySlab.set(slab, known.set(name, value));
  }
  return [...bySlab].slice(0, MOST_SLABS).flatMap(([slab, fields]) => pointsOf(fields, SLAB, { slab }));
}
