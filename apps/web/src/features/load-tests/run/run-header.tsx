"use client";

import { Progress } from "@mantine/core";
import type { LoadRunView } from "@plimsoll/core";
import type { ReactNode } from "react";
import { CopyableId } from "../../../components/copyable-id.tsx";
import { PageHeader } from "../../../components/page-header.tsx";
import { ServiceLabel } from "../../../components/service-label.tsx";
import { StatusBadge, type StatusTone } from "../../../components/status-badge.tsx";
import { RelativeTime } from "../../../components/values.tsx";
import { formatClock } from "../../../lib/format.ts";
import { isUnderWay, modeWords } from "../model/run-states.ts";
import { RunState } from "../run-state.tsx";
import { progressOf } from "./model/run-progress.ts";
import { RunAgainButton, StopButton } from "./run-actions.tsx";
import styles from "./run.module.css";
import type { RunConnection } from "./use-run.ts";

interface RunHeaderProps {
  view: LoadRunView;
  /** Age of `view`, for what moves between two messages. */
  ageMs: number;
  connection: RunConnection;
  updatedAtMs: number;
}

/** What the run is, how it stands in one sentence, and how far it has got. */
export function RunHeader({ view, ageMs, connection, updatedAtMs }: RunHeaderProps) {
  const { run } = view;
  const underWay = isUnderWay(run.state);
  return (
    <>
      <PageHeader
        title={
          <span className={styles.title}>
            {run.name}
            <RunState state={run.state} />
          </span>
        }
        note={run.verdict && <span className={styles.verdict}>{run.verdict}</span>}
        actions={underWay ? <StopButton runId={run.id} /> : <RunAgainButton view={view} />}
      />
      <RunFacts view={view} />
      {underWay ? (
        <div className={styles.progress}>
          <ProgressLine view={view} ageMs={ageMs} />
          <Connection connection={connection} updatedAtMs={updatedAtMs} />
        </div>
      ) : null}
    </>
  );
}

function RunFacts({ view }: { view: LoadRunView }) {
  const { run, shares } = view;
  const facts: [string, ReactNode][] = [];
  if (run.service) facts.push(["Service", <ServiceLabel key="service" service={run.service} />]);
  facts.push(["Build", run.build ? <span className="mono">{run.build}</span> : <span className="muted">unknown</span>]);
  facts.push(["Load", modeWords(run.mode)]);
  if (shares.length > 1) facts.push(["Workers", shares.length]);
  facts.push([
    "Started",
    <span key="started">
      <RelativeTime at={run.startedAt ?? run.createdAt} /> by {run.startedBy}
    </span>,
  ]);
  if (!isUnderWay(run.state)) facts.push(["Time", progressOf(view, 0).words]);
  facts.push(["Run", <CopyableId key="id" id={run.id} label="run id" length={8} tail />]);
  return (
    <dl className={styles.facts}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function ProgressLine({ view, ageMs }: { view: LoadRunView; ageMs: number }) {
  const { share, words } = progressOf(view, ageMs);
  return (
    <>
      <Progress
        value={(share ?? 1) * 100}
        size={6}
        color="sea"
        // Nobody knows how long a search takes: a moving bar says that it goes on.
        animated={share === null}
        striped={share === null}
        transitionDuration={150}
        aria-label={`Progress of the run: ${words}`}
        className={styles.progressBar ?? ""}
      />
      <span>{words}</span>
    </>
  );
}

const CONNECTIONS: Record<RunConnection, { tone: StatusTone; word: string }> = {
  over: { tone: "ok", word: "over" },
  connecting: { tone: "info", word: "connecting" },
  live: { tone: "ok", word: "live" },
  quiet: { tone: "warn", word: "no news" },
  reconnecting: { tone: "warn", word: "reconnecting" },
};

/** Whether what is on the page is what happens now, and if not, from when it is. */
function Connection({ connection, updatedAtMs }: { connection: RunConnection; updatedAtMs: number }) {
  const { tone, word } = CONNECTIONS[connection];
  const isStale = connection === "quiet" || connection === "reconnecting";
  return (
    <span role="status">
      <StatusBadge plain tone={tone}>
        {word}
        {isStale && ` since ${formatClock(updatedAtMs)}`}
      </StatusBadge>
    </span>
  );
}
