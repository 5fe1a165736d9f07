"use client";

import { Button, SegmentedControl } from "@mantine/core";
import { IconArrowUpRight } from "@tabler/icons-react";
import { useRouter } from "next/navigation";
import { useMemo, useState } from "react";
import { ConsoleLink } from "../../../components/console-link.tsx";
import { EmptyState } from "../../../components/states.tsx";
import { Tile } from "../../../components/tile.tsx";
import { formatNano, plural } from "../../../lib/format.ts";
import { traceHref } from "../../../lib/trace-links.ts";
import { useConsoleHref } from "../../../lib/use-time-range.tsx";
import { useUrlParams } from "../../../lib/use-url-params.ts";
import { buildTraceModel, type TraceModel } from "../../traces/model/trace-model.ts";
import type { TimeView } from "../../traces/model/time-view.ts";
import { useTraceOutline } from "../../traces/trace/use-trace-outline.ts";
import { useTree } from "../../traces/trace/use-tree.ts";
import { Waterfall } from "../../traces/trace/waterfall.tsx";
import { tracesOf } from "../model/job-traces.ts";
import type { JobView } from "../model/job-view.ts";
import styles from "./job.module.css";

const ROW_PX = 28;
const MOST_ROWS = 14;

/** The trace of the job, from the call that enqueued it to the app's own spans; with several, one at a time. */
export function JobTrace({ job }: { job: JobView }) {
  const [params, update] = useUrlParams();
  const traces = useMemo(() => tracesOf(job), [job]);
  const chosen = traces.find(({ traceId }) => traceId === params.get("trace")) ?? traces.at(-1);
  if (!chosen) return null;
  return (
    <OneTrace
      key={chosen.traceId}
      traceId={chosen.traceId}
      spanId={chosen.spanId}
      choice={
        traces.length > 1 && (
          <SegmentedControl
            aria-label="Which trace"
            data={traces.map(({ traceId, label }) => ({ value: traceId, label }))}
            value={chosen.traceId}
            onChange={(trace) => update({ trace }, "replace")}
          />
        )
      }
    />
  );
}

interface OneTraceProps {
  traceId: string;
  spanId: string | null;
  choice: React.ReactNode;
}

function OneTrace({ traceId, spanId, choice }: OneTraceProps) {
  const { query, isMissing, isWaiting } = useTraceOutline(traceId);
  const outline = query.data;
  const model = useMemo(() => (outline && outline.spanId.length > 0 ? buildTraceModel(outline) : null), [outline]);
  const note = model && `${formatNano(model.rangeEnd - model.rangeStart)}, ${plural(model.count, "span")}`;
  return (
    <Tile
      title="Trace"
      note={note}
      query={{ ...query, data: isMissing ? null : query.data && model }}
      actions={
        <Button
          variant="subtle"
          size="compact-sm"
          component={ConsoleLink}
          href={traceHref(traceId)}
          rightSection={<IconArrowUpRight size={14} aria-hidden="true" />}
        >
          Open
        </Button>
      }
    >
      {(loaded) => (
        <>
          {choice && <div className={styles.traceChoice}>{choice}</div>}
          {loaded ? <CompactTrace model={loaded} spanId={spanId} /> : <NoTrace isWaiting={isWaiting} />}
        </>
      )}
    </Tile>
  );
}

function NoTrace({ isWaiting }: { isWaiting: boolean }) {
  return (
    <EmptyState title={isWaiting ? "Waiting for the trace" : "The trace is not here"}>
      <p>
        {isWaiting
          ? "Its spans come in batches, usually within five seconds."
          : "Spans older than the retention are gone, and a trace that was not sampled was never sent."}
      </p>
    </EmptyState>
  );
}

/** The trace's waterfall without its tools; a press on a span opens it on the trace's own page. */
function CompactTrace({ model, spanId }: { model: TraceModel; spanId: string | null }) {
  const tree = useTree(model);
  const router = useRouter();
  const to = useConsoleHref();
  const [view, setView] = useState<TimeView | null>(null);
  const [focusedId, setFocusedId] = useState(spanId);
  const spanIds = model.outline.spanId;
  const focused = useMemo(() => (focusedId === null ? -1 : spanIds.indexOf(focusedId)), [focusedId, spanIds]);
  const rows = Math.min(tree.rows.spans.length, MOST_ROWS);
  return (
    <div className={styles.trace} style={{ height: (rows + 1) * ROW_PX + 2 }}>
      <Waterfall
        model={model}
        tree={tree}
        view={view ?? { start: model.rangeStart, end: model.rangeEnd }}
        onView={setView}
        focused={focused}
        onFocus={(span) => setFocusedId(spanIds[span] ?? null)}
        onOpen={(span) => router.push(to(`${traceHref(model.outline.traceId)}?span=${spanIds[span]}`))}
        found={null}
        showCritical={false}
        embedded
      />
    </div>
  );
}
