import { type Attributes, type BatchObservableCallback, metrics, SpanStatusCode, trace } from "@opentelemetry/api";

const NAME = "@plimsoll/cache";

const COUNTED = ["l1Hits", "l2Hits", "misses", "staleL1", "staleL2", "coalesced", "evictions"] as const;

/** Counters of a namespace. Plain numbers: a hit adds one, and the metrics SDK reads them when it collects. */
export class Counters {
  l1Hits = 0;
  l2Hits = 0;
  misses = 0;
  staleL1 = 0;
  staleL2 = 0;
  /** Callers that waited for another one's value. */
  coalesced = 0;
  evictions = 0;
  /** By what failed: an operation of the second tier, or `decode`, `encode`, `factory`. */
  readonly errors = new Map<string, number>();

  add(other: Counters): void {
    for (const name of COUNTED) this[name] += other[name];
    for (const [what, count] of other.errors) this.errors.set(what, (this.errors.get(what) ?? 0) + count);
  }

  error(what: string): void {
    this.errors.set(what, (this.errors.get(what) ?? 0) + 1);
  }
}

interface Observed {
  attributes: Attributes;
  counters: Counters;
}

/** Of all caches that are open in this process: series of the same name are summed, as the SDK keeps one value of each. */
const open = new Set<CacheTelemetry>();

/** Namespaces, and their kinds of errors, that were collected before in this process. */
const begun = new Set<string>();

/**
 * What is told of counts: zeros the first time. The SDK takes the first collection of an observable counter for its start,
 * so that what was counted before, a cold cache's misses above all, would count nowhere.
 */
function sinceBegun(key: string): (count: number) => number {
  if (begun.has(key)) return (count) => count;
  begun.add(key);
  return () => 0;
}

interface Usage {
  entries: number;
  bytes: number;
  maxBytes: number;
}

/**
 * Gives a cache's figures to the OpenTelemetry API, labelled by namespace and never by key. Without an SDK in the process
 * nothing happens.
 */
export class CacheTelemetry {
  readonly #namespaces = new Map<string, Observed>();
  readonly #meter = metrics.getMeter(NAME);
  readonly #factoryDuration = this.#meter.createHistogram("cache.factory.duration", {
    unit: "s",
    description: "Time that making a value took",
    advice: { explicitBucketBoundaries: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] },
  });
  readonly #storeDuration = this.#meter.createHistogram("cache.store.duration", {
    unit: "s",
    description: "Time that a call to the second tier took",
    advice: { explicitBucketBoundaries: [0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1] },
  });
  readonly #ttl = this.#meter.createHistogram("cache.entry.ttl", {
    unit: "s",
    description: "Lifetime that values were stored with",
    advice: { explicitBucketBoundaries: [1, 5, 15, 60, 300, 900, 3600, 14_400, 86_400, 604_800] },
  });
  readonly #stop: () => void;

  readonly usage: () => Usage;

  constructor(usage: () => Usage) {
    this.usage = usage;
    const requests = this.#meter.createObservableCounter("cache.requests", { description: "Reads by result and tier" });
    const coalesced = this.#meter.createObservableCounter("cache.coalesced", {
      description: "Reads that waited for a value another one made",
    });
    const evictions = this.#meter.createObservableCounter("cache.evictions", {
      description: "Entries that left the first tier for want of room",
    });
    const errors = this.#meter.createObservableCounter("cache.errors", {
      description: "Failures that callers were spared, and those of factories",
    });
    const entries = this.#meter.createObservableGauge("cache.entries", { description: "Entries in the first tier" });
    const size = this.#meter.createObservableGauge("cache.size", {
      unit: "By",
      description: "Estimated bytes of the first tier",
    });
    const capacity = this.#meter.createObservableGauge("cache.capacity", {
      unit: "By",
      description: "Bound of the first tier",
    });
    const all = [requests, coalesced, evictions, errors, entries, size, capacity];
    const observe: BatchObservableCallback = (result) => {
      // The first one speaks for all.
      if (open.values().next().value !== this) return;
      for (const { attributes, counters } of sumByNamespace()) {
        const name = String(attributes["cache.namespace"]);
        const told = sinceBegun(name);
        for (const [value, outcome, tier] of readsOf(counters)) {
          result.observe(requests, told(value), { ...attributes, "cache.result": outcome, "cache.tier": tier });
        }
        result.observe(coalesced, told(counters.coalesced), attributes);
        result.observe(evictions, told(counters.evictions), attributes);
        for (const [what, count] of counters.errors)
          result.observe(errors, sinceBegun(`${name} ${what}`)(count), { ...attributes, "error.type": what });
      }
      const used = sumOfUsage();
      result.observe(entries, used.entries);
      result.observe(size, used.bytes);
      result.observe(capacity, used.maxBytes);
    };
    open.add(this);
    this.#meter.addBatchObservableCallback(observe, all);
    this.#stop = () => {
      open.delete(this);
      this.#meter.removeBatchObservableCallback(observe, all);
    };
  }

  /** What the namespaces of this cache counted. */
  observed(): Iterable<Observed> {
    return this.#namespaces.values();
  }

  namespace(name: string): Counters {
    let observed = this.#namespaces.get(name);
    if (!observed) {
      observed = { attributes: { "cache.namespace": name }, counters: new Counters() };
      this.#namespaces.set(name, observed);
    }
    return observed.counters;
  }

  storeCall(operation: string, seconds: number, error: boolean): void {
    this.#storeDuration.record(seconds, { "cache.operation": operation, ...(error && { "error.type": "store" }) });
  }

  stored(namespace: string, ttlMs: number): void {
    this.#ttl.record(ttlMs / 1000, { "cache.namespace": namespace });
  }

  /** Runs a factory in a span `cache.load NAMESPACE` and notes how long it took. */
  load<T>(namespace: string, run: () => Promise<T>): Promise<T> {
    const attributes = { "cache.namespace": namespace };
    return trace.getTracer(NAME).startActiveSpan(`cache.load ${namespace}`, { attributes }, async (span) => {
      const startedAt = performance.now();
      try {
        const value = await run();
        this.#factoryDuration.record((performance.now() - startedAt) / 1000, attributes);
        return value;
      } catch (error) {
        const type = error instanceof Error ? error.name : "error";
        this.#factoryDuration.record((performance.now() - startedAt) / 1000, { ...attributes, "error.type": type });
        span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.message : String(error) });
        throw error;
      } finally {
        span.end();
      }
    });
  }

  close(): void {
    this.#stop();
  }
}

function sumByNamespace(): Observed[] {
  const sums = new Map<string, Observed>();
  for (const { attributes, counters } of [...open].flatMap((telemetry) => [...telemetry.observed()])) {
    const name = String(attributes["cache.namespace"]);
    const sum = sums.get(name);
    if (sum) sum.counters.add(counters);
    else {
      const copy = new Counters();
      copy.add(counters);
      sums.set(name, { attributes, counters: copy });
    }
  }
  return [...sums.values()];
}

function sumOfUsage(): Usage {
  const sum: Usage = { entries: 0, bytes: 0, maxBytes: 0 };
  for (const { entries, bytes, maxBytes } of [...open].map((telemetry) => telemetry.usage())) {
    sum.entries += entries;
    sum.bytes += bytes;
    sum.maxBytes += maxBytes;
  }
  return sum;
}

function readsOf(counters: Counters): [number, string, string][] {
  return [
    [counters.l1Hits, "hit", "l1"],
    [counters.l2Hits, "hit", "l2"],
    [counters.staleL1, "stale", "l1"],
    [counters.staleL2, "stale", "l2"],
    [counters.misses, "miss", "none"],
  ];
}
