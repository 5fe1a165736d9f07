"use client";

import type { LoadRunView, LoadThresholdState } from "@plimsoll/core";
import { EmptyState } from "../../../components/states.tsx";
import { StatusBadge } from "../../../components/status-badge.tsx";
import { formatClock } from "../../../lib/format.ts";
import { isUnderWay } from "../model/run-states.ts";
import { thresholdLight, thresholdValue } from "./model/threshold-words.ts";
import styles from "./run.module.css";

/** Each threshold with how it stands, its value and since when it is broken. */
export function ThresholdLights({ view }: { view: LoadRunView }) {
  const isOver = !isUnderWay(view.run.state);
  if (view.thresholds.length === 0) {
    return (
      <EmptyState title="This test has no thresholds">
        <p>
          With one, such as <code>p95 &lt; 250ms</code>, a run says by itself whether it passed.
        </p>
      </EmptyState>
    );
  }
  return (
    <ul className={styles.lights}>
      {view.thresholds.map((state) => (
        <Light key={state.text} state={state} isOver={isOver} startedAt={view.run.startedAt} />
      ))}
    </ul>
  );
}

interface LightProps {
  state: LoadThresholdState;
  isOver: boolean;
  startedAt: string | null;
}

function Light({ state, isOver, startedAt }: LightProps) {
  const { tone, word } = thresholdLight(state, isOver);
  const { brokenAtSecond } = state;
  const atMs = startedAt === null || brokenAtSecond === null ? null : Date.parse(startedAt) + brokenAtSecond * 1000;
  return (
    <li data-testid="threshold">
      <span>
        <StatusBadge tone={tone}>{word}</StatusBadge>
      </span>
      <code className={styles.lightText}>{state.text}</code>
      <span className={styles.lightValue}>{thresholdValue(state)}</span>
      <span className={styles.lightNote}>
        {brokenAtSecond !== null && (
          <span title={atMs === null ? undefined : formatClock(atMs)}>broken since second {brokenAtSecond}</span>
        )}
        {brokenAtSecond === null && state.abort && !isOver && "ends the run when it breaks"}
      </span>
    </li>
  );
}
