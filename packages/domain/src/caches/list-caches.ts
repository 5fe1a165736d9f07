import {
  type CacheItem,
  type CachesList,
  type CacheSource,
  type MetricAggregation,
  type MetricCondition,
  type MetricsQueryResult,
} from "@plimsoll/core";
import { sentMetrics } from "@plimsoll/telemetry";
import { type MetricScope, queryMetric } from "../metrics/query-metric.ts";
import type { Platform } from "../platform.ts";
import { type CacheCounts, cacheKey } from "./cache-counts.ts";
import { toCacheItem } from "./cache-item.ts";
import { readPrices } from "./cache-prices.ts";

/** Steps of the sparkline. */
const STEPS = 40;
const SHORTEST_STEP_MS = 10_000;
/** Series of one question: a namespace has five kinds of reads. */
const MOST_SERIES = 500;

interface Range {
  from: string;
  to: string;
}
/** One figure of a kind of cache: where it comes from, and how its series are told apart. */
interface Figure {
  field: keyof Pick<
    CacheCounts,
    | "hits"
    | "stale"
    | "misses"
    | "factorySeconds"
    | "factoryRuns"
    | "evictions"
    | "errors"
    | "coalesced"
    | "entries"
    | "sizeBytes"
    | "capacityBytes"
  >;
  metric: string;
  aggregation: MetricAggregation;
  where?: MetricCondition[];
  /** One question for several figures: by the value of a label. */
  split?: { label: string; fields: Partial<Record<string, Figure["field"]>> };
}

const is = (label: string, ...values: string[]): MetricCondition[] => [{ label, op: "=", values }];
/** Reads of each outcome. */
const reads = (metric: string, label: string, fields: Partial<Record<string, Figure["field"]>>): Figure => ({
  field: "hits",
  metric,
  aggregation: "increase",
  where: is(label, ...Object.keys(fields)),
  split: { label, fields },
});
const grew = (field: Figure["field"], metric: string, where: MetricCondition[] = []): Figure => ({
  field,
  metric,
  aggregation: "increase",
  where,
});
const stands = (field: Figure["field"], metric: string): Figure => ({ field, metric, aggregation: "last" });

interface SourceFigures {
  namespaceLabel: string | null;
  figures: Figure[];
}
const SOURCES: Record<CacheSource, SourceFigures> = {
  library: {
    namespaceLabel: "cache.namespace",
    figures: [
      reads("cache.requests", "cache.result", { hit: "hits", stale: "stale", miss: "misses" }),
      { field: "factorySeconds", metric: "cache.factory.duration", aggregation: "sum" },
      grew("factoryRuns", "cache.factory.duration"),
      grew("evictions", "cache.evictions"),
      grew("errors", "cache.errors"),
      grew("coalesced", "cache.coalesced"),
    ],
  },
  redis: {
    namespaceLabel: null,
    figures: [
      grew("hits", "redis.keyspace.hits"),
      grew("misses", "redis.keyspace.misses"),
      grew("evictions", "redis.keys.evicted"),
      stands("sizeBytes", "redis.memory.used"),
      stands("capacityBytes", "redis.maxmemory"),
      { field: "entries", metric: "redis.db.keys", aggregation: "last" },
    ],
  },
  memcached: {
    namespaceLabel: null,
    figures: [
      reads("memcached.operations", "type", { hit: "hits", miss: "misses" }),
      grew("evictions", "memcached.evictions"),
      stands("sizeBytes", "memcached.bytes"),
      stands("capacityBytes", "memcached.limit_maxbytes"),
      stands("entries", "memcached.current_items"),
    ],
  },
  postgresql: {
    namespaceLabel: null,
    figures: [grew("hits", "postgresql.blks_hit"), grew("misses", "postgresql.blks_read")],
  },
  // Over OTLP, and by way of Prometheus.
  micrometer: {
    namespaceLabel: "cache",
    figures: ["cache.gets", "cache_gets_total"].flatMap((metric) => [
      grew("hits", metric, is("result", "hit")),
      grew("misses", metric, is("result", "miss")),
    ]),
  },
  mongodb: {
    namespaceLabel: null,
    figures: [
      grew("hits", "mongodb.cache.operations", is("type", "hit")),
      grew("misses", "mongodb.cache.operations", is("type", "miss")),
    ],
  },
  elasticsearch: {
    namespaceLabel: null,
    figures: [
      grew("hits", "elasticsearch.node.cache.count", is("type", "hit")),
      grew("misses", "elasticsearch.node.cache.count", is("type", "miss")),
      grew("evictions", "elasticsearch.node.cache.evictions"),
    ],
  },
};

/** Every cache that sent anything in the range, those that cost most first. */
export async function listCaches(platform: Platform, scope: MetricScope, range: Range): Promise<CachesList> {
  const rangeMs = Date.parse(range.to) - Date.parse(range.from);
  const stepMs = Math.max(SHORTEST_STEP_MS, Math.ceil(rangeMs / STEPS / 1_000) * 1_000);
  const caches = new Map<string, CacheCounts>();
  const notes = new Set<string>();
  const ask = async (source: CacheSource, figure: Figure) => {
    const answer = await askFigure(platform, scope, { ...range, source, figure, stepMs });
    if (answer.moreSeries > 0)
      notes.add(`${answer.moreSeries} series of ${figure.metric} are left out: there are too many.`);
    collect(caches, source, figure, answer);
  };
  const sources = Object.entries(SOURCES) as [CacheSource, SourceFigures][];
  const wanted = sources.flatMap(([source, { figures }]) => figures.map((figure) => ({ source, figure })));
  // Most instances have one kind of cache or two: what nobody sends is not asked for.
  const metrics = [...new Set(wanted.map(({ figure }) => figure.metric))];
  const [sent, prices] = await Promise.all([
    sentMetrics(platform.telemetry, { ...scope, ...range, metrics }),
    readPrices(platform, scope.projectId),
  ]);
  const asked = wanted.filter(({ figure }) => sent.has(figure.metric));
  await Promise.all(asked.map(({ source, figure }) => ask(source, figure)));
  const items = [...caches.values()]
    .filter((counts) => counts.hits.length + counts.misses.length > 0)
    .map((counts) => toCacheItem(counts, rangeMs, prices.get(cacheKey(counts)) ?? null, isColdStart(counts)));
  return { items: items.sort(dearestFirst), stepMs, notes: [...notes] };
}

interface Asked extends Range {
  source: CacheSource;
  figure: Figure;
  stepMs: number;
}

function askFigure(
  platform: Platform,
  scope: MetricScope,
  { from, to, source, figure, stepMs }: Asked,
): Promise<MetricsQueryResult> {
  const { namespaceLabel } = SOURCES[source];
  const { metric, aggregation, where = [], split } = figure;
  const groupBy = ["service", ...(namespaceLabel === null ? [] : [namespaceLabel]), ...(split ? [split.label] : [])];
  const question = { from, to, metric, aggregation, where, groupBy, stepMs, limit: MOST_SERIES };
  return queryMetric(platform, scope, question, { withExemplars: false });
}

function collect(
  caches: Map<string, CacheCounts>,
  source: CacheSource,
  { field: whole, split }: Figure,
  { series }: MetricsQueryResult,
): void {
  const { namespaceLabel } = SOURCES[source];
  for (const { labels, values } of series) {
    const named = { source, service: labels["service"] ?? "", namespace: labels[namespaceLabel ?? ""] ?? "" };
    const key = cacheKey(named);
    const counts = caches.get(key) ?? { ...EMPTY, ...named };
    caches.set(key, counts);
    const field = split ? split.fields[labels[split.label] ?? ""] : whole;
    if (!field) continue;
    if (field === "entries" || field === "sizeBytes" || field === "capacityBytes") {
      counts[field] = values.findLast((value) => value !== null) ?? null;
    } else counts[field] = values;
  }
}

const EMPTY: Omit<CacheCounts, "source" | "service" | "namespace"> = {
  hits: [],
  stale: [],
  misses: [],
  factorySeconds: null,
  factoryRuns: null,
  evictions: null,
  errors: null,
  coalesced: null,
  entries: null,
  sizeBytes: null,
  capacityBytes: null,
};

/** Nothing at first, then something: it came in the range, and began empty. */
function isColdStart({ hits, misses }: CacheCounts): boolean {
  const firsts = [hits, misses].map((values) => values.findIndex((value) => value !== null));
  const known = firsts.filter((place) => place >= 0);
  return known.length > 0 && Math.min(...known) > 1;
}

function dearestFirst(a: CacheItem, b: CacheItem): number {
  const cost = (item: CacheItem) => item.cost?.secondsPerMinute ?? 0;
  return cost(b) - cost(a) || b.readsPerSecond - a.readsPerSecond || a.service.localeCompare(b.service);
}
