"use client";

import { ActionIcon, Loader, Tooltip } from "@mantine/core";
import type { JobCounts, QueueRef } from "@plimsoll/core";
import { IconRefresh } from "@tabler/icons-react";
import { useCallback, useMemo, useRef, useState } from "react";
import { EmptyState, ErrorState, TableSkeleton } from "../../../components/states.tsx";
import { plural } from "../../../lib/format.ts";
import { useShortcuts } from "../../../lib/use-shortcuts.tsx";
import { describeFilter, isNarrowed } from "../model/job-query.ts";
import { stateWords } from "../model/job-states.ts";
import { type JobSelection, keepLoaded, NOTHING, toggleJob, toggleLoaded } from "../model/selection.ts";
import { BulkBar } from "./bulk-bar.tsx";
import { JobFilters } from "./job-filters.tsx";
import { JobsTable } from "./jobs-table.tsx";
import classes from "./jobs-table.module.css";
import styles from "./queue.module.css";
import { StateTabs } from "./state-tabs.tsx";
import { type QueueJobsState, useQueueJobs } from "./use-queue-jobs.ts";

interface QueueJobsProps {
  queue: QueueRef;
  counts: JobCounts;
  writable: boolean;
}

/** The jobs of a queue: by state, searched, chosen, acted on. */
export function QueueJobs({ queue, counts, writable }: QueueJobsProps) {
  const state = useQueueJobs(queue, counts);
  const input = useRef<HTMLInputElement>(null);
  useShortcuts([{ keys: "/", label: "Search the jobs", group: "Jobs", run: () => input.current?.focus() }]);
  return (
    <section className={styles.jobs} aria-label="Jobs">
      <StateTabs counts={counts} chosen={state.state} onChoose={(next) => state.change({ state: next })} />
      <div className={styles.toolbar}>
        <JobFilters state={state} inputRef={input} />
        <FoundCount state={state} total={counts[state.state]} />
      </div>
      <div role="tabpanel" id="jobs-panel" aria-labelledby={`jobs-tab-${state.state}`}>
        {/* Another filter is another table: nothing stays chosen. */}
        <FoundJobs
          key={JSON.stringify(state.filter)}
          queue={queue}
          state={state}
          total={counts[state.state]}
          writable={writable}
        />
      </div>
    </section>
  );
}

/** How many jobs are listed, and whether the list moves by itself. */
function FoundCount({ state, total }: { state: QueueJobsState; total: number }) {
  const { search, items, query, live, reading } = state;
  const still = live && (reading || (search.data?.pages.length ?? 0) > 1);
  const words = isNarrowed(query)
    ? `${plural(items.length, "job")} found${search.hasNextPage ? " so far" : ""}`
    : `${plural(total, "job")}`;
  return (
    <span className={styles.count}>
      {search.isFetching && !search.isPending && !live && <Loader size={12} aria-hidden="true" />}
      <span aria-live="polite">{search.isPending ? "Searching" : words}</span>
      {still && <span>held while you read</span>}
      <Tooltip label="Look again">
        <ActionIcon size={28} aria-label="Look again" onClick={() => void search.refetch()}>
          <IconRefresh size={16} />
        </ActionIcon>
      </Tooltip>
    </span>
  );
}

interface FoundJobsProps {
  queue: QueueRef;
  state: QueueJobsState;
  total: number;
  writable: boolean;
}

function FoundJobs({ queue, state, total, writable }: FoundJobsProps) {
  const { search, items, setReading } = state;
  const loaded = useMemo(() => items.map((item) => item.id), [items]);
  const [chosen, setChosen] = useState<JobSelection>(NOTHING);
  const selection = useMemo(() => keepLoaded(chosen, loaded), [chosen, loaded]);
  const { fetchNextPage, hasNextPage, isFetchingNextPage } = search;
  const onMore = useCallback(() => void fetchNextPage(), [fetchNextPage]);

  if (search.error && items.length === 0)
    return <ErrorState error={search.error} what="The jobs" onRetry={() => void search.refetch()} />;
  if (search.isPending) return <TableSkeleton rows={8} />;
  if (items.length === 0 && !hasNextPage) return <NoJobs state={state} />;
  const isAnyChosen = selection.all || selection.ids.size > 0;
  return (
    <>
      {isAnyChosen && (
        <BulkBar
          state={state}
          selection={selection}
          total={total}
          writable={writable}
          onAll={() => setChosen({ ids: new Set(), all: true })}
          onClear={() => setChosen(NOTHING)}
        />
      )}
      <JobsTable
        queue={queue}
        state={state.state}
        items={items}
        hasMore={hasNextPage}
        loadingMore={isFetchingNextPage}
        onMore={onMore}
        selection={selection}
        onChoose={(id) => setChosen(toggleJob(selection, id, loaded))}
        onChooseLoaded={() => setChosen(toggleLoaded(selection, loaded))}
        onReading={setReading}
        footer={<Footer state={state} />}
      />
    </>
  );
}

function Footer({ state: { search, items, partial } }: { state: QueueJobsState }) {
  if (search.isFetchNextPageError)
    return <ErrorState error={search.error} what="More jobs" onRetry={() => void search.fetchNextPage()} />;
  if (search.isFetchingNextPage) return <p className={classes.end}>Looking further…</p>;
  if (search.hasNextPage) return partial ? <p className={classes.end}>There is more to look through</p> : null;
  return items.length > 15 ? <p className={classes.end}>No more jobs</p> : null;
}

function NoJobs({ state: { state, query, filter, live } }: { state: QueueJobsState }) {
  const { word } = stateWords(state);
  if (isNarrowed(query)) {
    return (
      <EmptyState title={`No ${word} job ${describeFilter(filter)}`.trim()}>
        <p>Other states may hold some: the tabs above keep the search.</p>
      </EmptyState>
    );
  }
  return (
    <EmptyState title={`No ${word} jobs`}>
      <p>{live ? "They appear here by themselves." : "The page stands still; turn Live on to wait for some."}</p>
    </EmptyState>
  );
}
