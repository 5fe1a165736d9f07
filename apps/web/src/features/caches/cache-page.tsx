"use client";

import type { CacheItem, CacheSource } from "@plimsoll/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { ConsoleLink } from "../../components/console-link.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { ChartSkeleton, EmptyState } from "../../components/states.tsx";
import { QueryContent } from "../../components/tile.tsx";
import { Trail } from "../../components/trail.tsx";
import { formatBytes, formatCount, formatDuration, formatRate } from "../../lib/format.ts";
import { traceSearchHref } from "../../lib/trace-links.ts";
import { useTRPC } from "../../lib/trpc.tsx";
import { useTimeRange } from "../../lib/use-time-range.tsx";
import { MetricChart } from "../metrics/metric-chart.tsx";
import { cacheCharts } from "./cache-charts.ts";
import { cacheName, costWords, pointWords, SOURCE_WORDS } from "./cache-words.ts";
import styles from "./caches.module.css";
import { HitRatio } from "./hit-ratio.tsx";
import { InvalidateButton } from "./invalidate-button.tsx";
import { PriceButton } from "./price-button.tsx";
import { WatchedReport } from "./report/watched-report.tsx";

interface CacheRef {
  source: CacheSource;
  service: string;
  namespace: string;
}

/** One cache or namespace over the page's time range. */
export function CachePage(cache: CacheRef) {
  const trpc = useTRPC();
  const { from, to } = useTimeRange();
  const caches = useQuery({ ...trpc.caches.list.queryOptions({ from, to }), placeholderData: keepPreviousData });
  const { source, service, namespace } = cache;
  const isThis = (item: CacheItem) =>
    item.source === source && item.service === service && item.namespace === namespace;
  return (
    <>
      <Trail steps={[{ label: "Caches", href: "/caches" }]} />
      <PageHeader
        title={cacheName(cache)}
        note={namespace === "" ? SOURCE_WORDS[source] : `${SOURCE_WORDS[source]} in ${service}`}
        actions={source === "library" && <LibraryActions cache={cache} item={caches.data?.items.find(isThis)} />}
      />
      <QueryContent
        query={caches}
        what="The cache"
        skeleton={
          <div className={styles.waiting}>
            <ChartSkeleton height={88} />
          </div>
        }
      >
        {({ items }) => {
          const item = items.find(isThis);
          return item ? <Figures item={item} /> : <Nothing />;
        }}
      </QueryContent>
      <Charts cache={cache} />
      <WatchedReport source={source} service={service} />
    </>
  );
}

/** As many names as one answer has. */
const MOST_NAMES = 500;

function Charts({ cache }: { cache: CacheRef }) {
  const trpc = useTRPC();
  const { from, to } = useTimeRange();
  const { service } = cache;
  const names = useQuery({
    ...trpc.metrics.names.queryOptions({ from, to, service, limit: MOST_NAMES }),
    placeholderData: keepPreviousData,
  });
  const sent = new Set(names.data?.items.map(({ name }) => name));
  // What the service does not send at all needs no empty chart; when that is not known, all are drawn.
  const isDrawn = (metric: string) => names.data === undefined || names.data.more > 0 || sent.has(metric);
  if (names.isPending) return <ChartSkeleton height={320} />;
  return (
    <div className={styles.grid}>
      {cacheCharts(cache)
        .filter(({ question }) => isDrawn(question.metric))
        .map(({ title, question }) => (
          <section key={title} className={styles.chart} aria-label={title}>
            <h2>{title}</h2>
            <MetricChart question={question} height={160} />
          </section>
        ))}
    </div>
  );
}

/** Plimsoll's own caches follow what they hold by themselves: nobody invalidates them. */
const OWN = /^plimsoll-(web|ingest|worker)$/;

function LibraryActions({ cache, item }: { cache: CacheRef; item: CacheItem | undefined }) {
  return (
    <>
      {item && !OWN.test(cache.service) && <InvalidateButton cache={item} />}
      <PriceButton cache={cache} cost={item?.cost ?? null} />
    </>
  );
}

function Figures({ item }: { item: CacheItem }) {
  const { source, service, namespace, cost } = item;
  const loads = traceSearchHref({ service, text: `name:"cache.load ${namespace}"` });
  // Of other caches nobody measures what a miss takes.
  const ofFactories: [string, React.ReactNode][] = [
    ["Misses cost", costWords(cost)],
    ["A point is worth", pointWords(cost)],
    ["A miss takes", formatDuration(item.missMs)],
    ["Stampedes avoided", formatCount(item.coalesced)],
  ];
  const figures: [string, React.ReactNode][] = [
    ["Hit ratio", <HitRatio key="ratio" cache={item} />],
    ["Reads", formatRate(item.readsPerSecond)],
    ...(source === "library" ? ofFactories : []),
    ["Evictions", formatCount(item.evictions)],
    [
      "Size",
      item.capacityBytes
        ? `${formatBytes(item.sizeBytes)} of ${formatBytes(item.capacityBytes)}`
        : formatBytes(item.sizeBytes),
    ],
  ];
  return (
    <>
      <dl className={styles.figures}>
        {figures.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {source === "library" && (
        <p className={styles.note}>
          <ConsoleLink href={loads}>Traces of its misses</ConsoleLink>
        </p>
      )}
    </>
  );
}

function Nothing() {
  return (
    <EmptyState title="It sent nothing in this time range">
      <p>Choose a longer range, or see whether the service is running.</p>
    </EmptyState>
  );
}
