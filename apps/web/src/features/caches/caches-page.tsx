"use client";

import type { CacheItem, CachesList } from "@plimsoll/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ActionButton } from "../../components/action-button.tsx";
import { CodeBlock } from "../../components/code-block.tsx";
import { DataTable } from "../../components/data-table.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { EmptyState, TableSkeleton } from "../../components/states.tsx";
import { Tile } from "../../components/tile.tsx";
import { formatPercent, plural } from "../../lib/format.ts";
import { useTRPC } from "../../lib/trpc.tsx";
import { useTimeRange } from "../../lib/use-time-range.tsx";
import { cacheColumns } from "./cache-columns.tsx";
import { cacheHref, cacheName, perMinute } from "./cache-words.ts";
import styles from "./caches.module.css";
import { HttpTile } from "./http-tile.tsx";
import { WatchDialog } from "./watch-dialog.tsx";
import { WatchedTile } from "./watched-tile.tsx";

/** Every cache: what it answers, what its misses cost, and which to look at first. */
export function CachesPage() {
  const trpc = useTRPC();
  const { from, to } = useTimeRange();
  const [isWatching, setWatching] = useState(false);
  const caches = useQuery({ ...trpc.caches.list.queryOptions({ from, to }), placeholderData: keepPreviousData });
  return (
    <>
      <PageHeader
        title="Caches"
        note={caches.data ? summary(caches.data.items) : "What they answer, and what their misses cost"}
        actions={
          <ActionButton needs="admin" variant="default" onClick={() => setWatching(true)}>
            Watch a server
          </ActionButton>
        }
      />
      <div className={styles.stack}>
        <Tile
          title="All caches"
          note={caches.data && plural(caches.data.items.length, "cache")}
          query={caches}
          skeleton={<TableSkeleton />}
          flush
        >
          {(list) => <CachesTable list={list} />}
        </Tile>
        <HttpTile />
        <WatchedTile />
      </div>
      <WatchDialog opened={isWatching} onClose={() => setWatching(false)} />
    </>
  );
}

function CachesTable({ list: { items, notes } }: { list: CachesList }) {
  return (
    <>
      <DataTable
        id="caches"
        label="Caches"
        columns={cacheColumns}
        rows={items}
        rowKey={cacheHref}
        rowHref={cacheHref}
        defaultSort="-cost"
        empty={<NoCaches />}
      />
      {notes.map((note) => (
        <p key={note} className={styles.note}>
          {note}
        </p>
      ))}
    </>
  );
}

/** The one sentence that matters: where the most is to be gained. */
function summary(items: readonly CacheItem[]): string {
  const [worst] = items.toSorted((a, b) => (b.cost?.pointSecondsPerMinute ?? 0) - (a.cost?.pointSecondsPerMinute ?? 0));
  const point = worst?.cost?.pointSecondsPerMinute;
  if (worst && point) {
    const ratio = worst.hitRatio === null ? "" : ` (${formatPercent(worst.hitRatio)})`;
    return `One more point of hit ratio is worth most at ${cacheName(worst)}${ratio}: ${perMinute(point)}`;
  }
  return "What they answer, and what their misses cost";
}

const SAMPLE = `import { createCache } from "@plimsoll/cache";

const cache = createCache({ memory: { maxBytes: 64 * 1024 * 1024 } });
const products = cache.namespace("products", { ttlMs: 60_000 });
const product = await products.getOrSet(id, () => loadProduct(id));`;

function NoCaches() {
  return (
    <EmptyState title="No cache sent anything in this time range">
      <p>A service that uses the library appears here by itself, with its OpenTelemetry SDK:</p>
      <CodeBlock label="code with @plimsoll/cache" text={SAMPLE} />
      <p>
        A Redis, Memcached or PostgreSQL is watched from outside, without any change to the service: Watch a server.
      </p>
    </EmptyState>
  );
}
