import { type Cache, createCache, type EntryOptions } from "@plimsoll/cache";
import { inSpan } from "./in-span.ts";

export interface ShopCache<Value> {
  /** The value, or what `load` brings, which is then kept. Callers of the same key share one load. */
  get(key: string, load: () => Promise<Value>): Promise<Value>;
}

/**
 * The cache of this process, as small as SHOP_CACHE_ENTRIES says (90): smaller than the catalogue, so that look-ups both
 * hit and miss.
 */
export function openCache(): Cache {
  return createCache({ memory: { maxEntries: Number(process.env["SHOP_CACHE_ENTRIES"] ?? 90) } });
}

/**
 * A namespace whose look-ups are spans, so that a trace shows whether it hit. There are no semantic conventions for
 * caches yet; the names follow those of databases. A load runs inside its look-up's span.
 */
export function spannedNamespace<Value>(cache: Cache, name: string, options: EntryOptions): ShopCache<Value> {
  const entries = cache.namespace(name, options);
  return {
    get: (key, load) =>
      inSpan(`cache.get ${name}`, { attributes: cacheAttributes(name, key) }, async (span) => {
        let isHit = true;
        const value = await entries.getOrSet(key, () => {
          isHit = false;
          return load();
        });
        span.setAttribute("cache.hit", isHit);
        return value;
      }),
  };
}

function cacheAttributes(name: string, key: string) {
  return { "cache.system": "@plimsoll/cache", "cache.name": name, "cache.operation.name": "get", "cache.key": key };
}
