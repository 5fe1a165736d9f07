import type { HttpCacheItem, HttpCachesList } from "@plimsoll/core";
import { type HttpCacheCount, httpCaches } from "@plimsoll/telemetry";
import type { MetricScope } from "../metrics/query-metric.ts";
import type { Platform } from "../platform.ts";
import { toHttpCacheItem } from "./http-cache-item.ts";

/** Steps of the sparkline. */
const STEPS = 40;
const MOST_CACHES = 200;

/** HTTP caches that answered services, or that services are, by headers in spans; those that are waited for most first. */
export async function listHttpCaches(
  platform: Pick<Platform, "telemetry">,
  scope: MetricScope,
  { from, to }: { from: string; to: string },
): Promise<HttpCachesList> {
  const rangeMs = Date.parse(to) - Date.parse(from);
  const stepMs = Math.max(1_000, Math.ceil(rangeMs / STEPS));
  const { counts, sampledOneIn } = await httpCaches(platform.telemetry, { ...scope, from, to, stepMs });
  const caches = new Map<string, HttpCacheCount[]>();
  for (const count of counts) {
    const key = JSON.stringify([count.service, count.host]);
    const known = caches.get(key);
    if (known) known.push(count);
    else caches.set(key, [count]);
  }
  const steps = Math.ceil(rangeMs / stepMs);
  const items = [...caches.values()].map((each) => toHttpCacheItem(each, rangeMs, steps)).sort(mostWaitedFor);
  return { items: items.slice(0, MOST_CACHES), stepMs, sampledOneIn };
}

function mostWaitedFor(a: HttpCacheItem, b: HttpCacheItem): number {
  const waited = (item: HttpCacheItem) => item.waitedSecondsPerMinute ?? 0;
  return waited(b) - waited(a) || b.readsPerSecond - a.readsPerSecond;
}
