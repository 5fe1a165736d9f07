"use client";

import type { HttpCacheItem } from "@plimsoll/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { ConsoleLink } from "../../components/console-link.tsx";
import { type Column, DataTable } from "../../components/data-table.tsx";
import { Sparkline } from "../../components/sparkline.tsx";
import { EmptyState, TableSkeleton } from "../../components/states.tsx";
import { Tile } from "../../components/tile.tsx";
import { formatCount, formatDuration, formatPercent, formatRate } from "../../lib/format.ts";
import { useTRPC } from "../../lib/trpc.tsx";
import { useTimeRange } from "../../lib/use-time-range.tsx";
import { perMinute } from "./cache-words.ts";
import styles from "./caches.module.css";
import { HitRatio } from "./hit-ratio.tsx";
import { httpCacheName, missesHref } from "./http-cache-words.ts";

/** CDNs, proxies and own answers, by the response headers that spans carry. */
export function HttpTile() {
  const trpc = useTRPC();
  const { from, to } = useTimeRange();
  const caches = useQuery({ ...trpc.caches.http.queryOptions({ from, to }), placeholderData: keepPreviousData });
  const oneIn = caches.data?.sampledOneIn ?? 1;
  const sampled = oneIn > 1 ? `; from one five-minute part in ${oneIn}` : "";
  return (
    <Tile
      title="HTTP caches"
      note={`by the response headers of spans${sampled}`}
      query={caches}
      skeleton={<TableSkeleton rows={3} />}
      flush
    >
      {({ items }) => (
        <DataTable
          id="http-caches"
          label="HTTP caches"
          columns={columns}
          rows={items}
          rowKey={({ service, host }) => `${service} ${host}`}
          defaultSort="-waited"
          empty={<Nothing />}
          bare
        />
      )}
    </Tile>
  );
}

function Nothing() {
  return (
    <EmptyState title="No span carries the headers of an HTTP cache">
      <p>
        The instrumentation of HTTP records them when it is told to: <code>age</code>, <code>cache-status</code>,{" "}
        <code>x-cache</code>, <code>cf-cache-status</code> among the response headers to capture.
      </p>
    </EmptyState>
  );
}

const columns: readonly Column<HttpCacheItem>[] = [
  {
    key: "name",
    header: "Cache",
    grow: true,
    render: (cache) => (
      <span className={styles.named}>
        <span>{httpCacheName(cache)}</span>
        <span className={styles.quiet}>
          {cache.host === "" ? "its own answers" : `called by ${cache.service}`} · {cache.headers.join(", ")}
        </span>
      </span>
    ),
    sortValue: httpCacheName,
  },
  {
    key: "hitRatio",
    header: "Hit ratio",
    align: "right",
    render: (cache) => <HitRatio cache={{ ...cache, coldStart: false }} />,
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
    key: "waited",
    header: "Waited for misses",
    align: "right",
    render: ({ waitedSecondsPerMinute }) => perMinute(waitedSecondsPerMinute),
    sortValue: ({ waitedSecondsPerMinute }) => waitedSecondsPerMinute,
  },
  {
    key: "hit",
    header: "A hit takes",
    align: "right",
    hide: "medium",
    render: ({ hitMs }) => formatDuration(hitMs),
    sortValue: ({ hitMs }) => hitMs,
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
    key: "age",
    header: "Age of hits",
    align: "right",
    hide: "medium",
    render: ({ medianAgeSeconds }) => formatDuration(medianAgeSeconds === null ? null : medianAgeSeconds * 1_000),
    sortValue: ({ medianAgeSeconds }) => medianAgeSeconds,
  },
  {
    key: "passed",
    header: "Not looked up",
    align: "right",
    hide: "medium",
    render: ({ passed }) => formatCount(passed),
    sortValue: ({ passed }) => passed,
  },
  {
    key: "traces",
    header: "Traces",
    align: "right",
    hide: "narrow",
    render: (cache) => {
      const href = missesHref(cache);
      return href === null ? null : (
        <ConsoleLink href={href} aria-label={`Traces of misses of ${httpCacheName(cache)}`}>
          misses
        </ConsoleLink>
      );
    },
  },
];
