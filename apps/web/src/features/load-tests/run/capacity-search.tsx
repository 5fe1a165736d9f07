"use client";

import type { CapacityStep, LoadLine, LoadRunView } from "@plimsoll/core";
import { useMemo } from "react";
import { type Column, DataTable } from "../../../components/data-table.tsx";
import { ErrorRatio } from "../../../components/error-ratio.tsx";
import { EmptyState } from "../../../components/states.tsx";
import { StatusBadge } from "../../../components/status-badge.tsx";
import { Tile, type TileQuery } from "../../../components/tile.tsx";
import { Duration, Rate } from "../../../components/values.tsx";
import { formatAbsolute, formatRate } from "../../../lib/format.ts";
import { type CapacityPicture, capacityPicture, stepOutcome, stepWord } from "./model/capacity-picture.ts";
import styles from "./capacity.module.css";

/** A capacity search: which rates held, which broke, and the line between them. */
export function CapacitySearch({ query }: { query: TileQuery<LoadRunView> }) {
  return (
    <div className={styles.search}>
      <Tile title="Search for the load line" query={query}>
        {({ capacity }) => <SearchPicture steps={capacity?.steps ?? []} line={capacity?.line ?? null} />}
      </Tile>
      <Tile title="Steps of the search" query={query} flush>
        {({ capacity }) => <SearchSteps steps={capacity?.steps ?? []} />}
      </Tile>
    </div>
  );
}

function SearchPicture({ steps, line }: { steps: readonly CapacityStep[]; line: LoadLine | null }) {
  const picture = useMemo(() => capacityPicture(steps, line), [steps, line]);
  if (steps.length === 0) {
    return (
      <EmptyState title="The search has not begun">
        <p>Each rate that is tried appears here as a bar, and at the end the highest that held: the load line.</p>
      </EmptyState>
    );
  }
  return (
    <>
      <p className={styles.sentence} data-found={line !== null || undefined} role="status">
        {picture.sentence}
      </p>
      {/* Scrolls on its own, so it must be reachable with the keyboard. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className={styles.picture} tabIndex={0} role="region" aria-label="Rates that were tried">
        <div className={styles.plot}>
          <Bars picture={picture} />
          <Line picture={picture} line={line} />
        </div>
      </div>
      {line && (
        <p className="muted">
          Measured {formatAbsolute(line.measuredAt)}
          {line.build && ` on build ${line.build}`}
          {line.objectives.length > 0 && `, while ${line.objectives.join(" and ")}`}
        </p>
      )}
    </>
  );
}

function Bars({ picture }: { picture: CapacityPicture }) {
  return (
    <ol className={styles.bars}>
      {picture.bars.map(({ step, height }) => {
        const { tone, word } = stepOutcome(step);
        return (
          <li key={`${step.fromSecond}-${step.rate}`} title={step.reason ?? undefined}>
            <span className={styles.barTop}>
              <span className={styles.bar} data-tone={tone} style={{ height: `${height * 100}%` }} />
            </span>
            <span className={styles.barValue}>{formatRate(step.rate)}</span>
            <StatusBadge plain tone={tone}>
              {word}
            </StatusBadge>
            <span className={styles.barKind}>{stepWord(step)}</span>
          </li>
        );
      })}
    </ol>
  );
}

/** The load line across the bars, with the range in which it lies behind them. */
function Line({ picture: { range, lineAt }, line }: { picture: CapacityPicture; line: LoadLine | null }) {
  return (
    <div className={styles.lines} aria-hidden="true">
      {range && (
        <span
          className={styles.range}
          style={{ bottom: `${range.lowAt * 100}%`, height: `${(range.highAt - range.lowAt) * 100}%` }}
        />
      )}
      {line && lineAt !== null && (
        <span className={styles.line} style={{ bottom: `${lineAt * 100}%` }}>
          <span>load line {formatRate(line.rate)}</span>
        </span>
      )}
    </div>
  );
}

const columns: Column<CapacityStep>[] = [
  {
    key: "rate",
    header: "Rate",
    render: (row) => (
      <>
        <Rate perSecond={row.rate} /> <span className="muted">{stepWord(row)}</span>
      </>
    ),
    text: (row) => row.rate,
  },
  {
    key: "held",
    header: "Outcome",
    render: (row) => <StatusBadge tone={stepOutcome(row).tone}>{stepOutcome(row).word}</StatusBadge>,
    text: (row) => stepOutcome(row).word,
  },
  {
    key: "answered",
    header: "Answered",
    align: "right",
    render: (row) => <Rate perSecond={row.answeredRate} />,
    text: (row) => row.answeredRate,
  },
  { key: "p95", header: "p95", align: "right", render: (row) => <Duration ms={row.p95Ms} />, text: (row) => row.p95Ms },
  {
    key: "errors",
    header: "Errors",
    align: "right",
    hide: "narrow",
    render: (row) => <ErrorRatio ratio={row.errorShare} />,
    text: (row) => row.errorShare,
  },
  {
    key: "reason",
    header: "Why",
    grow: true,
    hide: "narrow",
    render: (row) => <span title={row.reason ?? undefined}>{row.reason}</span>,
    text: (row) => row.reason,
  },
];

function SearchSteps({ steps }: { steps: readonly CapacityStep[] }) {
  return (
    <DataTable
      id="search-steps"
      label="Steps of the search"
      columns={columns}
      rows={steps}
      rowKey={(row) => `${row.fromSecond}-${row.rate}`}
      maxHeight={360}
      empty={<EmptyState title="No rate was tried yet" />}
    />
  );
}
