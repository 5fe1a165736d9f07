import type { CacheSource, MetricAggregation, MetricCondition } from "@plimsoll/core";
import type { Question } from "../metrics/model/question.ts";

interface CacheRef {
  source: CacheSource;
  service: string;
  namespace: string;
}
interface CacheChart {
  title: string;
  metric: string;
  aggregation: MetricAggregation;
  groupBy?: string[];
  /** Of the whole service, not of the namespace. */
  isShared?: boolean;
}

const chart = (title: string, metric: string, aggregation: MetricAggregation, groupBy: string[] = []): CacheChart => ({
  title,
  metric,
  aggregation,
  groupBy,
});
const shared = (title: string, metric: string): CacheChart => ({ ...chart(title, metric, "last"), isShared: true });

const CHARTS: Record<CacheSource, readonly CacheChart[]> = {
  library: [
    chart("Reads", "cache.requests", "rate", ["cache.result", "cache.tier"]),
    chart("Work of misses", "cache.factory.duration", "sum"),
    chart("A miss takes, p95", "cache.factory.duration", "p95"),
    chart("Stampedes avoided", "cache.coalesced", "rate"),
    chart("Evictions", "cache.evictions", "rate"),
    chart("Lifetimes that values were stored with, p50", "cache.entry.ttl", "p50"),
    chart("Errors", "cache.errors", "rate", ["error.type"]),
    shared("Size of the first tier", "cache.size"),
    shared("Room of the first tier", "cache.capacity"),
  ],
  redis: [
    chart("Hits", "redis.keyspace.hits", "rate"),
    chart("Misses", "redis.keyspace.misses", "rate"),
    chart("Evicted keys", "redis.keys.evicted", "rate"),
    chart("Expired keys", "redis.keys.expired", "rate"),
    chart("Memory", "redis.memory.used", "last"),
    chart("Keys", "redis.db.keys", "last", ["db"]),
    chart("Commands", "redis.cmd.calls", "rate", ["cmd"]),
    chart("Time of commands", "redis.cmd.usec", "rate", ["cmd"]),
    chart("Clients", "redis.clients.connected", "last"),
  ],
  memcached: [
    chart("Operations", "memcached.operations", "rate", ["operation", "type"]),
    chart("Evictions", "memcached.evictions", "rate"),
    chart("Memory", "memcached.bytes", "last"),
    chart("Items", "memcached.current_items", "last"),
    chart("Evictions by slab", "memcached.slab.evictions", "rate", ["slab"]),
    chart("Connections", "memcached.connections.current", "last"),
  ],
  postgresql: [
    chart("Blocks found in the buffers", "postgresql.blks_hit", "rate"),
    chart("Blocks read from disk", "postgresql.blks_read", "rate"),
    chart("By tables and indexes", "postgresql.blocks_read", "rate", ["source"]),
    chart("Transactions", "postgresql.commits", "rate"),
    chart("Temporary files", "postgresql.temp.io", "rate"),
    chart("Connections", "postgresql.backends", "last"),
    chart("Size of the database", "postgresql.db_size", "last"),
  ],
  micrometer: [
    chart("Reads", "cache.gets", "rate", ["result"]),
    chart("Reads, by way of Prometheus", "cache_gets_total", "rate", ["result"]),
    chart("Evictions", "cache.evictions", "rate"),
    chart("Entries", "cache.size", "last"),
  ],
  mongodb: [chart("Reads", "mongodb.cache.operations", "rate", ["type"])],
  elasticsearch: [
    chart("Reads", "elasticsearch.node.cache.count", "rate", ["type"]),
    chart("Evictions", "elasticsearch.node.cache.evictions", "rate", ["cache_name"]),
    chart("Memory", "elasticsearch.node.cache.memory.usage", "last", ["cache_name"]),
  ],
};

/** The label that tells one cache of a service from the others. */
const NAMESPACE_LABELS: Partial<Record<CacheSource, string>> = { library: "cache.namespace", micrometer: "cache" };

/** What the page of a cache draws. */
export function cacheCharts({ source, service, namespace }: CacheRef): { title: string; question: Question }[] {
  const of = (label: string, value: string): MetricCondition => ({ label, op: "=", values: [value] });
  return CHARTS[source].map(({ title, metric, aggregation, groupBy = [], isShared = false }) => {
    const label = NAMESPACE_LABELS[source];
    const isOne = label !== undefined && namespace !== "" && !isShared;
    const where = [of("service", service), ...(isOne ? [of(label, namespace)] : [])];
    return { title, question: { metric, aggregation, groupBy, where } };
  });
}
