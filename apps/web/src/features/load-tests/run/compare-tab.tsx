"use client";

import { Select, Tooltip } from "@mantine/core";
import type { LoadComparison, LoadComparisonRow, LoadRunItem } from "@plimsoll/core";
import { keepPreviousData, skipToken, useQuery } from "@tanstack/react-query";
import { ConsoleLink } from "../../../components/console-link.tsx";
import { EmptyState, TableSkeleton } from "../../../components/states.tsx";
import { StatusBadge } from "../../../components/status-badge.tsx";
import { QueryContent, Tile, type TileQuery } from "../../../components/tile.tsx";
import { formatAbsolute, formatDayClock } from "../../../lib/format.ts";
import { loadRunHref } from "../../../lib/load-links.ts";
import { useTRPC } from "../../../lib/trpc.tsx";
import { useUrlParams } from "../../../lib/use-url-params.ts";
import { isUnderWay, runStateWords } from "../model/run-states.ts";
import styles from "./compare.module.css";
import {
  byStep,
  changeWords,
  chanceWords,
  comparisonSentence,
  metricWords,
  stepLabel,
  verdictWords,
} from "./model/comparison.ts";

const MOST_RUNS = 100;

/** This run beside an earlier one of the same test: what changed, and whether chance explains it. */
export function CompareTab({ run }: { run: LoadRunItem }) {
  const trpc = useTRPC();
  const { testId } = run;
  const runs = useQuery(trpc.loadTests.runs.queryOptions(testId ? { testId, limit: MOST_RUNS } : skipToken));
  if (isUnderWay(run.state)) {
    return (
      <EmptyState title="The comparison is here when the run has ended">
        <p>Differences are told from chance by all of its seconds.</p>
      </EmptyState>
    );
  }
  if (testId === null) {
    return (
      <EmptyState title="This run belongs to no saved test">
        <p>Runs of the same test can be compared with each other.</p>
      </EmptyState>
    );
  }
  return (
    <QueryContent query={runs} what="Earlier runs" skeleton={<TableSkeleton rows={5} />}>
      {({ items }) => <CompareWith run={run} earlier={items.filter((item) => isEarlier(item, run))} />}
    </QueryContent>
  );
}

function isEarlier(item: LoadRunItem, run: LoadRunItem): boolean {
  return item.id !== run.id && item.figures !== null && Date.parse(item.createdAt) < Date.parse(run.createdAt);
}

function CompareWith({ run, earlier }: { run: LoadRunItem; earlier: LoadRunItem[] }) {
  const trpc = useTRPC();
  const [params, update] = useUrlParams();
  const base = params.get("base") ?? earlier[0]?.id ?? null;
  const comparison = useQuery({
    ...trpc.loadTests.compare.queryOptions(base ? { runId: run.id, baseRunId: base } : skipToken),
    placeholderData: keepPreviousData,
  });
  if (base === null) {
    return (
      <EmptyState title="There is no earlier run of this test">
        <p>The next run can be compared with this one.</p>
      </EmptyState>
    );
  }
  return (
    <>
      <div className={styles.choice}>
        <Select
          label="Compared with"
          data={earlier.map((item) => ({ value: item.id, label: runLabel(item) }))}
          value={base}
          allowDeselect={false}
          searchable
          onChange={(next) => update({ base: next })}
          w={360}
          maw="100%"
        />
        <ConsoleLink href={loadRunHref(base)}>Open that run</ConsoleLink>
      </div>
      <ComparisonTile query={comparison} />
    </>
  );
}

function runLabel({ createdAt, build, state }: LoadRunItem): string {
  return [formatDayClock(createdAt), build, runStateWords(state).word].filter(Boolean).join(" · ");
}

function ComparisonTile({ query }: { query: TileQuery<LoadComparison> }) {
  return (
    <Tile title="What changed" query={query} skeleton={<TableSkeleton rows={8} />} flush>
      {(comparison) =>
        comparison.rows.length === 0 ? (
          <EmptyState title="The two runs have no step in common" />
        ) : (
          <Comparison comparison={comparison} />
        )
      }
    </Tile>
  );
}

function Comparison({ comparison: { rows, base, run } }: { comparison: LoadComparison }) {
  const { tone, sentence } = comparisonSentence(rows);
  return (
    <>
      <p className={styles.sentence}>
        <StatusBadge plain tone={tone}>
          {sentence}
        </StatusBadge>
      </p>
      {/* Scrolls on its own, so it must be reachable with the keyboard. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className={styles.scroll} tabIndex={0} role="region" aria-label="Comparison, table">
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">Figure</th>
              <RunHead run={base} word="then" />
              <RunHead run={run} word="this run" />
              <th scope="col">Change</th>
              <th scope="col">Verdict</th>
            </tr>
          </thead>
          {byStep(rows).map((group) => (
            <tbody key={group.step}>
              <tr>
                <th scope="rowgroup" colSpan={5} className={styles.step}>
                  {stepLabel(group.step)}
                </th>
              </tr>
              {group.rows.map((row) => (
                <ComparisonRow key={row.metric} row={row} />
              ))}
            </tbody>
          ))}
        </table>
      </div>
    </>
  );
}

function RunHead({ run, word }: { run: LoadRunItem; word: string }) {
  return (
    <th scope="col" title={formatAbsolute(run.startedAt ?? run.createdAt)}>
      {word}
      {run.build && <span className={styles.build}> {run.build}</span>}
    </th>
  );
}

function ComparisonRow({ row }: { row: LoadComparisonRow }) {
  const { label, format } = metricWords(row.metric);
  const { tone, word } = verdictWords(row.verdict);
  return (
    <tr>
      <th scope="row">{label}</th>
      <td>{format(row.base)}</td>
      <td>{format(row.value)}</td>
      <td data-verdict={row.verdict}>{changeWords(row)}</td>
      <td>
        <Tooltip label={chanceWords(row)} multiline maw={320} events={{ hover: true, focus: true, touch: true }}>
          {/* The reason must be in reach of the keyboard as well as of the pointer. */}
          {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
          <span tabIndex={0} className={styles.verdict}>
            <StatusBadge tone={tone}>{word}</StatusBadge>
          </span>
        </Tooltip>
      </td>
    </tr>
  );
}
