import type { CacheCost, CacheItem, CacheSource } from "@plimsoll/core";
import { formatDuration, NO_DATA } from "../../lib/format.ts";

export const SOURCE_WORDS: Record<CacheSource, string> = {
  library: "@plimsoll/cache",
  redis: "Redis",
  memcached: "Memcached",
  postgresql: "PostgreSQL buffers",
  micrometer: "JVM, by Micrometer",
  mongodb: "MongoDB",
  elasticsearch: "Elasticsearch",
};

/** `products` of the library, else the server's own name. */
export function cacheName({ service, namespace }: Pick<CacheItem, "service" | "namespace">): string {
  return namespace === "" ? service : namespace;
}

/** Path of a cache's page. */
export function cacheHref({ source, service, namespace }: Pick<CacheItem, "source" | "service" | "namespace">): string {
  const parts = [source, service, ...(namespace === "" ? [] : [namespace])];
  return `/caches/${parts.map(encodeURIComponent).join("/")}`;
}

/** `4.2 s a minute`. */
export function perMinute(seconds: number | null | undefined): string {
  return seconds === null || seconds === undefined ? NO_DATA : `${formatDuration(seconds * 1_000)} a minute`;
}

/** An amount of money a day; null without a price. */
export function money(amount: number | null | undefined, currency: string): string | null {
  if (amount === null || amount === undefined) return null;
  const digits = Math.abs(amount) < 10 ? 2 : 0;
  const format = new Intl.NumberFormat("en-GB", { style: "currency", currency, maximumFractionDigits: digits });
  return `${format.format(amount)} a day`;
}

/** What the misses cost, in time, and in money where a price is known. */
export function costWords(cost: CacheCost | null): string {
  if (!cost) return NO_DATA;
  return money(cost.perDay, cost.currency) ?? perMinute(cost.secondsPerMinute);
}

/** What one more point of hit ratio would save. */
export function pointWords(cost: CacheCost | null): string {
  if (!cost || cost.pointSecondsPerMinute === null) return NO_DATA;
  return money(cost.pointPerDay, cost.currency) ?? perMinute(cost.pointSecondsPerMinute);
}
