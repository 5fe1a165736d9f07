import { LRUCache } from "lru-cache";
import { inSpan } from "./in-span.ts";

export interface Cache<Value extends object> {
  /** The entry, or what `load` brings, which is then kept. Callers of the same key share one load. */
  get(key: string, load: () => Promise<Value>): Promise<Value>;
  forget(key: string): void;
}

/**
 * An in-process cache whose look-ups are spans, so that a trace shows whether it hit. There are no semantic conventions
 * for caches yet; the names follow those of databases. A load runs inside its look-up's span.
 */
export function createCache<Value extends object>(name: string, limits: { max: number; ttlMs: number }): Cache<Value> {
  const entries = new LRUCache<string, Value>({ max: limits.max, ttl: limits.ttlMs });
  const loading = new Map<string, Promise<Value>>();

  const loadOnce = (key: string, load: () => Promise<Value>): Promise<Value> => {
    const running = loading.get(key);
    if (running) return running;
    const started = load()
      .then((value) => {
        entries.set(key, value);
        return value;
      })
      .finally(() => loading.delete(key));
    loading.set(key, started);
    return started;
  };

  return {
    get: (key, load) =>
      inSpan(`cache.get ${name}`, { attributes: cacheAttributes(name, key) }, async (span) => {
        const found = entries.get(key);
        span.setAttributes({ "cache.hit": found !== undefined, "cache.entries": entries.size });
        return found ?? loadOnce(key, load);
      }),
    forget: (key) => void entries.delete(key),
  };
}

function cacheAttributes(name: string, key: string) {
  return { "cache.system": "lru-cache", "cache.name": name, "cache.operation.name": "get", "cache.key": key };
}
