"use client";

import { Button } from "@mantine/core";
import { useQueries, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { TableSkeleton } from "../../../components/states.tsx";
import { formatAbsolute, formatRelative } from "../../../lib/format.ts";
import { useTRPC } from "../../../lib/trpc.tsx";
import type { TimeRange } from "../../../lib/use-time-range.tsx";
import { GetStarted } from "../../overview/get-started.tsx";
import { removeTerm, termsOf } from "../model/query-edit.ts";
import classes from "./search.module.css";

interface NoResultsProps {
  text: string;
  range: TimeRange;
  onText: (text: string) => void;
}

const ALL_TIME_MS = 400 * 86_400_000;
const MOST_TERMS = 6;

/** Nothing was found: says whether to send traces, to widen the time, or which filter to let go. */
export function NoResults({ text, range, onText }: NoResultsProps) {
  const trpc = useTRPC();
  const [now] = useState(() => Date.now());
  const everything = useQuery(
    trpc.traces.search.queryOptions({
      from: new Date(now - ALL_TIME_MS).toISOString(),
      to: new Date(now + 86_400_000).toISOString(),
      ...(text.trim() && { query: text }),
      limit: 1,
    }),
  );
  if (everything.isPending) return <TableSkeleton rows={3} />;
  const latest = everything.data?.items[0];
  if (!latest && text.trim() === "") {
    return (
      <div className={classes.start}>
        <GetStarted />
      </div>
    );
  }
  return (
    <div className={classes.noMatch}>
      <h2>{text.trim() === "" ? "No traces in this time range" : "No trace meets all of this"}</h2>
      {latest && (
        <p>
          The latest {text.trim() === "" ? "one" : "that does"} began{" "}
          <time dateTime={latest.startTime} title={formatAbsolute(latest.startTime)}>
            {formatRelative(latest.startTime, now)}
          </time>
          .{" "}
          <Button
            variant="default"
            onClick={() => {
              const at = Date.parse(latest.startTime);
              range.setRange(at - 900_000, at + Math.max(900_000, latest.durationMs));
            }}
          >
            Go to that time
          </Button>
        </p>
      )}
      {text.trim() !== "" && <Relaxations text={text} range={range} onText={onText} />}
      <p className="muted">
        {range.live
          ? "New traces that fit appear here by themselves."
          : "The page stands still; turn Live on to wait for new ones."}
      </p>
    </div>
  );
}

/** For each term, whether leaving it out would find something. */
function Relaxations({ text, range, onText }: NoResultsProps) {
  const trpc = useTRPC();
  const [{ from, to }] = useState(range);
  const options = termsOf(text)
    .slice(0, MOST_TERMS)
    .map((term) => ({ words: text.slice(term.start, term.end), rest: removeTerm(text, term) }));
  const answers = useQueries({
    queries: options.map(({ rest }) =>
      trpc.traces.search.queryOptions({ from, to, ...(rest && { query: rest }), limit: 1 }, { staleTime: 60_000 }),
    ),
  });
  const helpful = options.filter((_, index) => (answers[index]?.data?.items.length ?? 0) > 0);
  if (answers.some((answer) => answer.isPending)) return <p className="muted">Looking for the filter to relax…</p>;
  if (helpful.length === 0) {
    return <p>Leaving out any single filter finds nothing either in this time range: widen it, or clear the query.</p>;
  }
  return (
    <div>
      <p>There are traces without</p>
      <ul className={classes.relax}>
        {helpful.map(({ words, rest }) => (
          <li key={words}>
            <Button variant="default" onClick={() => onText(rest)}>
              <span className="mono">{words}</span>
            </Button>
          </li>
        ))}
      </ul>
    </div>
  );
}
