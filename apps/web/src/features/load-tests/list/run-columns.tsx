"use client";

import type { LoadRunItem } from "@plimsoll/core";
import { IconEngine } from "@tabler/icons-react";
import { ConsoleLink } from "../../../components/console-link.tsx";
import type { Column } from "../../../components/data-table.tsx";
import { ErrorRatio } from "../../../components/error-ratio.tsx";
import { ServiceLabel } from "../../../components/service-label.tsx";
import { Duration, NoData, Rate, RelativeTime } from "../../../components/values.tsx";
import { formatRate } from "../../../lib/format.ts";
import { loadRunHref, loadTestHref } from "../../../lib/load-links.ts";
import styles from "../load-tests.module.css";
import { modeWords } from "../model/run-states.ts";
import { RunProgress } from "../run-progress.tsx";

type RunColumn = Column<LoadRunItem>;

/** The load line that a run found, with the range in which it lies. */
export function LoadLineValue({ line }: { line: LoadRunItem["loadLine"] }) {
  if (!line) return <NoData />;
  return (
    <span className={styles.line} title={`between ${formatRate(line.low)} and ${formatRate(line.high)}`}>
      <Rate perSecond={line.rate} />
    </span>
  );
}

/** Warns of a run that measured its own generator. */
export function BoundMark({ run }: { run: Pick<LoadRunItem, "generatorBound"> }) {
  if (!run.generatorBound) return null;
  const words = "The generator was the bottleneck: its figures are not the target's";
  return (
    <span title={words} role="img" aria-label={words}>
      <IconEngine size={14} className={styles.bound} aria-hidden="true" />
    </span>
  );
}

const state: RunColumn = {
  key: "state",
  header: "State",
  render: (row) => (
    <>
      <RunProgress run={row} />
      <BoundMark run={row} />
    </>
  ),
  text: (row) => row.state,
};

const figures: readonly RunColumn[] = [
  {
    key: "rate",
    header: "Answered",
    align: "right",
    hide: "narrow",
    render: (row) => <Rate perSecond={row.figures?.rate} />,
    text: (row) => row.figures?.rate ?? null,
  },
  {
    key: "p95",
    header: "p95",
    align: "right",
    render: (row) => <Duration ms={row.figures?.p95Ms} />,
    text: (row) => row.figures?.p95Ms ?? null,
  },
  {
    key: "errors",
    header: "Errors",
    align: "right",
    hide: "narrow",
    render: (row) => <ErrorRatio ratio={row.errorShare} />,
    text: (row) => row.errorShare,
  },
  {
    key: "loadLine",
    header: "Load line",
    align: "right",
    hide: "medium",
    render: (row) => <LoadLineValue line={row.loadLine} />,
    text: (row) => row.loadLine?.rate ?? null,
  },
  {
    key: "build",
    header: "Build",
    hide: "medium",
    render: (row) => (row.build ? <span className="mono">{row.build}</span> : <NoData />),
    text: (row) => row.build,
  },
  { key: "startedBy", header: "By", hide: "medium", render: (row) => row.startedBy, text: (row) => row.startedBy },
  { key: "verdict", header: "Why", optional: true, render: (row) => row.verdict, text: (row) => row.verdict },
];

const about: readonly RunColumn[] = [
  {
    key: "name",
    header: "Name",
    grow: true,
    render: (row) => (
      <ConsoleLink href={loadRunHref(row.id)} title={row.name}>
        {row.name}
      </ConsoleLink>
    ),
    text: (row) => row.name,
  },
  state,
  { key: "mode", header: "Load", hide: "medium", render: (row) => modeWords(row.mode), text: (row) => row.mode },
  {
    key: "service",
    header: "Service",
    hide: "medium",
    render: (row) => (row.service ? <ServiceLabel service={row.service} /> : <NoData />),
    text: (row) => row.service,
  },
];

const when: RunColumn = {
  key: "when",
  header: "Started",
  align: "right",
  render: (row) => <RelativeTime at={row.createdAt} />,
  text: (row) => row.createdAt,
};

/** Columns of runs of all tests. */
export const runColumns: readonly RunColumn[] = [
  ...about,
  ...figures,
  when,
  {
    key: "test",
    header: "Test",
    optional: true,
    render: (row) => (row.testId ? <ConsoleLink href={loadTestHref(row.testId)}>{row.name}</ConsoleLink> : <NoData />),
    text: (row) => row.testId,
  },
];

/** Columns of the runs of one test: what they have in common stands in the page's heading. */
export const runColumnsOfTest: readonly RunColumn[] = [
  {
    ...when,
    align: "left",
    render: (row) => (
      <ConsoleLink href={loadRunHref(row.id)}>
        <RelativeTime at={row.createdAt} />
      </ConsoleLink>
    ),
  },
  state,
  ...figures,
];
