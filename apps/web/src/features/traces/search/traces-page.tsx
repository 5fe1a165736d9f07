"use client";

import { Button } from "@mantine/core";
import { IconAdjustmentsHorizontal, IconArrowsDiff } from "@tabler/icons-react";
import { useRouter } from "next/navigation";
import { useCallback, useMemo, useRef, useState } from "react";
import { Heatmap, type HeatmapBrush } from "../../../charts/heatmap.tsx";
import { PageHeader } from "../../../components/page-header.tsx";
import { ChartSkeleton, ErrorState, TableSkeleton } from "../../../components/states.tsx";
import { QueryContent } from "../../../components/tile.tsx";
import { plural } from "../../../lib/format.ts";
import { useShortcuts } from "../../../lib/use-shortcuts.tsx";
import { useConsoleHref } from "../../../lib/use-time-range.tsx";
import { mergeResults } from "../model/live-feed.ts";
import { setDurationRange } from "../model/query-edit.ts";
import { FacetsPanel } from "./facets-panel.tsx";
import { FilterChips } from "./filter-chips.tsx";
import { LiveStatus, NewPill } from "./live-status.tsx";
import { NoResults } from "./no-results.tsx";
import { QueryBar } from "./query-bar.tsx";
import { ResultsTable } from "./results-table.tsx";
import classes from "./search.module.css";
import { useLiveTraces } from "./use-live-traces.ts";
import { useTracesSearch } from "./use-traces-search.ts";

/** Search and live tail of traces. */
export function TracesPage() {
  const state = useTracesSearch();
  const { text, parsed, range, facets, histogram, setText } = state;
  const input = useRef<HTMLInputElement>(null);
  const [showFacets, setShowFacets] = useState(false);
  const focusQuery = () => {
    input.current?.focus();
    input.current?.select();
  };
  useShortcuts([
    { keys: "/", label: "Edit the query", group: "Traces", run: focusQuery },
    { keys: "f", label: "Edit the query", group: "Traces", run: focusQuery },
  ]);
  const onBrush = (brush: HeatmapBrush) => {
    const bounds = histogram.data?.durationBoundsMs ?? [];
    const low = brush.minMs > (bounds[1] ?? 0) ? brush.minMs : null;
    const high = brush.maxMs < (bounds.at(-1) ?? 0) ? brush.maxMs : null;
    range.setRange(brush.fromMs, brush.toMs);
    setText(setDurationRange(text, low, high), "replace");
  };

  return (
    <div className={classes.page}>
      <PageHeader title="Traces" />
      <QueryBar text={text} onSubmit={setText} inputRef={input} from={range.from} to={range.to} facets={facets.data} />
      <FilterChips text={text} onText={setText} />
      {parsed.ok ? (
        <div className={classes.body}>
          <div className={classes.side} data-open={showFacets || undefined}>
            <Button
              className={classes.facetsToggle}
              variant="default"
              leftSection={<IconAdjustmentsHorizontal size={16} />}
              aria-expanded={showFacets}
              onClick={() => setShowFacets(!showFacets)}
            >
              Filters
            </Button>
            <FacetsPanel facets={facets.data} failed={facets.isError} text={text} onText={setText} />
          </div>
          <div className={classes.main}>
            <div className={classes.heat}>
              <QueryContent query={histogram} what="The heatmap" skeleton={<ChartSkeleton height={184} />}>
                {(data) =>
                  data.cells.length === 0 ? (
                    <p className={classes.noHeat}>No spans in this time range.</p>
                  ) : (
                    <Heatmap
                      title="Spans by time and duration"
                      from={data.from}
                      stepMs={data.stepMs}
                      durationBoundsMs={data.durationBoundsMs}
                      cells={data.cells}
                      unit="span"
                      height={120}
                      onBrush={onBrush}
                    />
                  )
                }
              </QueryContent>
            </div>
            <Results key={text} state={state} />
          </div>
        </div>
      ) : (
        <QueryHelp />
      )}
    </div>
  );
}

const EXAMPLES: [query: string, meaning: string][] = [
  ["service:checkout", "spans of one service; -service:cart leaves one out"],
  ["status:error", "ok, error or unset"],
  ["duration>250ms", "units ns us ms s m h; > >= < <= ="],
  ['http.route:"/cart/:id"', "any attribute; quotes around spaces"],
  ["http.response.status_code>=500", "numbers compare as numbers"],
  ["db.query.text~orders", "contains; key:* asks only whether it is there"],
  ["resource.service.version:1.2.0", "the resource alone"],
];

/** What can be written, for when what was written cannot be read. */
function QueryHelp() {
  return (
    <section className={classes.help} aria-label="What a query can say">
      <p>Nothing is searched for until the query can be read. All terms must hold at once:</p>
      <dl>
        {EXAMPLES.map(([query, meaning]) => (
          <div key={query}>
            <dt className="mono">{query}</dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Results({ state }: { state: ReturnType<typeof useTracesSearch> }) {
  const { text, range, search, found, setText } = state;
  const [held, setHeld] = useState(false);
  const [reading, setReading] = useState(false);
  const live = useLiveTraces({ query: text, enabled: range.live, reading: held || reading });
  const { feed, admit } = live;
  const items = useMemo(() => mergeResults(feed.shown, found), [feed.shown, found]);
  const { chosen, choose, compare, clear } = useComparison();
  const scrollTop = useRef<(() => void) | null>(null);
  const hold = () => {
    if (held && !reading) admit();
    setHeld(!held);
  };
  const letIn = () => {
    admit();
    setReading(false);
    scrollTop.current?.();
  };
  useShortcuts([
    { keys: "p", label: "Hold new traces back, or let them in", group: "Traces", run: hold },
    { keys: " ", label: "Hold new traces back, or let them in", group: "Traces", run: hold },
  ]);
  // Leaving the rows is the end of reading: what waited comes in.
  const onReading = useCallback(
    (now: boolean) => {
      setReading(now);
      if (!now && !held) admit();
    },
    [held, admit],
  );
  const { fetchNextPage, hasNextPage, isFetchingNextPage } = search;
  const onMore = useCallback(() => void fetchNextPage(), [fetchNextPage]);

  if (search.error && items.length === 0) {
    return <ErrorState error={search.error} what="The traces" onRetry={() => void search.refetch()} />;
  }
  if (search.isPending) return <TableSkeleton rows={12} />;
  const nothing = items.length === 0;
  return (
    <>
      <div className={classes.resultsHead}>
        <span aria-live="polite">
          {nothing ? "No traces" : `${plural(items.length, "trace")}${hasNextPage ? " so far" : ""}, newest first`}
        </span>
        <LiveStatus state={live.state} held={held} onHold={hold} />
        <span className={classes.compare}>
          {chosen.length > 0 && (
            <>
              <Button variant="subtle" onClick={clear}>
                Clear choice
              </Button>
              <Button leftSection={<IconArrowsDiff size={16} />} disabled={chosen.length < 2} onClick={compare}>
                {chosen.length < 2 ? "Choose one more to compare" : "Compare the two"}
              </Button>
            </>
          )}
        </span>
      </div>
      {nothing ? (
        <NoResults text={text} range={range} onText={setText} />
      ) : (
        <div className={classes.results}>
          <NewPill count={feed.waiting.length} skipped={feed.skipped} onAdmit={letIn} />
          <ResultsTable
            items={items}
            hasMore={hasNextPage}
            loadingMore={isFetchingNextPage}
            onMore={onMore}
            chosen={chosen}
            onChoose={choose}
            onReading={onReading}
            scrollTop={scrollTop}
            footer={<Footer state={state} />}
          />
        </div>
      )}
    </>
  );
}

function Footer({ state: { search } }: { state: ReturnType<typeof useTracesSearch> }) {
  if (search.isFetchNextPageError) {
    return <ErrorState error={search.error} what="Older traces" onRetry={() => void search.fetchNextPage()} />;
  }
  const words = search.isFetchingNextPage
    ? "Loading older traces…"
    : search.hasNextPage
      ? ""
      : "No older traces in this time range";
  return <p className={classes.end}>{words}</p>;
}

/** Two traces chosen to stand side by side; a third takes the place of the first. */
function useComparison() {
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const router = useRouter();
  const to = useConsoleHref();
  const choose = useCallback(
    (traceId: string) =>
      setChosen((now) => (now.includes(traceId) ? now.filter((id) => id !== traceId) : [...now.slice(-1), traceId])),
    [],
  );
  const compare = () => router.push(to(`/traces/compare?a=${chosen[0]}&b=${chosen[1]}`));
  return { chosen, choose, compare, clear: () => setChosen([]) };
}
