import type { CacheItem } from "@plimsoll/core";
import type { Column } from "../../components/data-table.tsx";
import { Sparkline } from "../../components/sparkline.tsx";
import { formatBytes, formatCount, formatDuration, formatPercent, formatRate, NO_DATA } from "../../lib/format.ts";
import { cacheName, costWords, perMinute, pointWords, SOURCE_WORDS } from "./cache-words.ts";
import styles from "./caches.module.css";
import { HitRatio } from "./hit-ratio.tsx";

/** Share of its room that a cache fills; null where either is not known. */
function fullness({ sizeBytes, capacityBytes }: CacheItem): number | null {
  return sizeBytes === null || !capacityBytes ? null : sizeBytes / capacityBytes;
}

export const cacheColumns: readonly Column<CacheItem>[] = [
  {
    key: "name",
    header: "Cache",
    grow: true,
    render: (cache) => (
      <span className={styles.named}>
        <span>{cacheName(cache)}</span>
        <span className={styles.quiet}>
          {cache.namespace === "" ? SOURCE_WORDS[cache.source] : `${cache.service} · ${SOURCE_WORDS[cache.source]}`}
        </span>
      </span>
    ),
    sortValue: cacheName,
  },
  {
    key: "hitRatio",
    header: "Hit ratio",
    align: "right",
    render: (cache) => <HitRatio cache={cache} />,
    sortValue: ({ hitRatio }) => hitRatio,
  },
  {
    key: "trend",
    header: "Over time",
    hide: "narrow",
    render: ({ trend, hitRatio }) => (
      <Sparkline values={trend} label={`Hit ratio over time, ${formatPercent(hitRatio)} in all`} />
    ),
  },
  {
    key: "reads",
    header: "Reads",
    align: "right",
    hide: "narrow",
    render: ({ readsPerSecond }) => formatRate(readsPerSecond),
    sortValue: ({ readsPerSecond }) => readsPerSecond,
  },
  {
    key: "cost",
    header: "Misses cost",
    align: "right",
    render: ({ cost }) => <span title={cost ? perMinute(cost.secondsPerMinute) : ""}>{costWords(cost)}</span>,
    sortValue: ({ cost }) => cost?.secondsPerMinute ?? null,
  },
  {
    key: "point",
    header: "A point is worth",
    align: "right",
    hide: "medium",
    render: ({ cost }) => pointWords(cost),
    sortValue: ({ cost }) => cost?.pointSecondsPerMinute ?? null,
  },
  {
    key: "miss",
    header: "A miss takes",
    align: "right",
    hide: "medium",
    render: ({ missMs }) => formatDuration(missMs),
    sortValue: ({ missMs }) => missMs,
  },
  {
    key: "evictions",
    header: "Evictions",
    align: "right",
    hide: "medium",
    render: ({ evictions }) => formatCount(evictions),
    sortValue: ({ evictions }) => evictions,
  },
  {
    key: "full",
    header: "Full",
    align: "right",
    hide: "medium",
    render: (cache) => {
      const share = fullness(cache);
      if (share !== null) return formatPercent(share);
      return cache.sizeBytes === null ? NO_DATA : formatBytes(cache.sizeBytes);
    },
    sortValue: fullness,
  },
  {
    key: "coalesced",
    header: "Stampedes avoided",
    align: "right",
    optional: true,
    render: ({ coalesced }) => formatCount(coalesced),
    sortValue: ({ coalesced }) => coalesced,
  },
  {
    key: "errors",
    header: "Errors",
    align: "right",
    optional: true,
    render: ({ errors }) => formatCount(errors),
    sortValue: ({ errors }) => errors,
  },
];
