"use client";

import { Button, TextInput } from "@mantine/core";
import type { TraceComparison } from "@plimsoll/core";
import { skipToken, useQuery } from "@tanstack/react-query";
import { IconArrowsExchange } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import { ConsoleLink } from "../../../components/console-link.tsx";
import { CopyableId } from "../../../components/copyable-id.tsx";
import { PageHeader } from "../../../components/page-header.tsx";
import { EmptyState, TableSkeleton } from "../../../components/states.tsx";
import { StatusBadge } from "../../../components/status-badge.tsx";
import { QueryContent } from "../../../components/tile.tsx";
import { formatAbsolute, formatDuration, formatFull, formatPercent, plural } from "../../../lib/format.ts";
import { useTRPC } from "../../../lib/trpc.tsx";
import { useUrlParams } from "../../../lib/use-url-params.ts";
import classes from "./compare.module.css";
import { CompareTree } from "./compare-tree.tsx";

/** Accepts an id, a traceparent, or a link to a trace; null when there is no trace id in it. */
function traceIdIn(text: string): string | null {
  return /(?:^|[^0-9a-f])([0-9a-f]{32})(?:$|[^0-9a-f])/i.exec(text.trim())?.[1]?.toLowerCase() ?? null;
}

/** Two traces side by side: what took longer, what is new, what is gone. */
export function ComparePage() {
  const [params, update] = useUrlParams();
  const a = traceIdIn(params.get("a") ?? "");
  const b = traceIdIn(params.get("b") ?? "");
  const trpc = useTRPC();
  const query = useQuery(trpc.traces.compare.queryOptions(a && b ? { a, b } : skipToken));
  return (
    <div className={classes.page}>
      <PageHeader
        title="Compare traces"
        actions={
          <Button
            variant="default"
            leftSection={<IconArrowsExchange size={16} />}
            disabled={!a && !b}
            onClick={() => update({ a: b, b: a }, "replace")}
          >
            Swap
          </Button>
        }
      />
      <div className={classes.pickers}>
        <TracePicker
          key={params.get("a") ?? ""}
          label="First trace (a)"
          value={params.get("a") ?? ""}
          onChange={(id) => update({ a: id })}
        />
        <TracePicker
          key={`b${params.get("b") ?? ""}`}
          label="Second trace (b)"
          value={params.get("b") ?? ""}
          onChange={(id) => update({ b: id })}
        />
      </div>
      {a && b ? (
        <QueryContent query={query} what="The comparison" skeleton={<TableSkeleton rows={12} />}>
          {(comparison) => <Comparison comparison={comparison} />}
        </QueryContent>
      ) : (
        <TracesMissing one={Boolean(a || b)} />
      )}
    </div>
  );
}

/** How to come by the traces that are not named yet; `one` when the other one is. */
function TracesMissing({ one }: { one: boolean }) {
  return (
    <EmptyState title={one ? "One more trace to compare with" : "Two traces to compare"}>
      <p>
        Paste a trace id or a link above, or choose two in the results of a search (<kbd>x</kbd> on a row).
      </p>
      <Button component={ConsoleLink} href="/traces" variant="default">
        Search traces
      </Button>
    </EmptyState>
  );
}

/** Keyed by its value, so that a swap or "back" starts it anew. */
function TracePicker({ label, value, onChange }: { label: string; value: string; onChange: (id: string) => void }) {
  const [text, setText] = useState(value);
  const [wrong, setWrong] = useState(value !== "" && traceIdIn(value) === null);
  const take = (next: string) => {
    const id = traceIdIn(next);
    setWrong(next.trim() !== "" && id === null);
    if (id) onChange(id);
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    take(text);
  };
  return (
    <form onSubmit={onSubmit}>
      <TextInput
        label={label}
        placeholder="Trace id, traceparent or link"
        classNames={{ input: classes.id }}
        value={text}
        spellCheck={false}
        error={wrong ? "There is no trace id in this: it has 32 hexadecimal digits." : null}
        onChange={(event) => setText(event.currentTarget.value)}
        onPaste={(event) => take(event.clipboardData.getData("text"))}
        onBlur={() => take(text)}
      />
    </form>
  );
}

function Comparison({ comparison }: { comparison: TraceComparison }) {
  const { a, b } = comparison;
  const change = a.durationMs > 0 ? b.durationMs / a.durationMs - 1 : null;
  const slower = b.durationMs >= a.durationMs;
  return (
    <>
      <p className={classes.sentence}>
        b took <strong>{formatDuration(Math.abs(b.durationMs - a.durationMs))}</strong> {slower ? "longer" : "less"}{" "}
        than a{change !== null && ` (${slower ? "+" : "−"}${formatPercent(Math.abs(change))})`}.
      </p>
      <div className={classes.heads}>
        <TraceHead name="a" side={a} />
        <TraceHead name="b" side={b} />
      </div>
      <CompareTree comparison={comparison} />
    </>
  );
}

function TraceHead({ name, side }: { name: string; side: TraceComparison["a"] }) {
  return (
    <section className={classes.head} aria-label={`Trace ${name}`}>
      <span className={classes.side}>{name}</span>
      <ConsoleLink href={`/traces/${side.traceId}`} title={formatFull(side.durationMs, "ms")}>
        <strong>{formatDuration(side.durationMs)}</strong>
      </ConsoleLink>
      <span>{plural(side.spanCount, "span")}</span>
      {side.errorCount > 0 ? (
        <StatusBadge plain tone="error">
          {plural(side.errorCount, "error")}
        </StatusBadge>
      ) : (
        <StatusBadge plain tone="ok">
          No errors
        </StatusBadge>
      )}
      <time dateTime={side.startTime} className="muted">
        {formatAbsolute(side.startTime)}
      </time>
      <CopyableId id={side.traceId} label="trace id" />
    </section>
  );
}
