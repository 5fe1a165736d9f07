import type { CacheItem } from "@plimsoll/core";
import { Tooltip } from "@mantine/core";
import { formatCount, formatPercent } from "../../lib/format.ts";
import styles from "./caches.module.css";

/** The share of reads that the cache answered; without traffic there is none, and a cold start is said. */
export function HitRatio({
  cache,
}: {
  cache: Pick<CacheItem, "hits" | "stale" | "misses" | "hitRatio" | "coldStart">;
}) {
  const { hits, stale, misses, hitRatio, coldStart } = cache;
  if (hitRatio === null) return <span className={styles.quiet}>no traffic</span>;
  const reads = `${formatCount(hits + stale)} of ${formatCount(hits + stale + misses)} reads`;
  const staleWords = stale > 0 ? `, ${formatCount(stale)} of them stale` : "";
  const cold = coldStart ? " It began in this range: a cache starts empty." : "";
  return (
    <Tooltip label={`${reads}${staleWords}.${cold}`} multiline maw={320}>
      <span>
        {formatPercent(hitRatio)}
        {coldStart && <span className={styles.cold}> cold start</span>}
      </span>
    </Tooltip>
  );
}
