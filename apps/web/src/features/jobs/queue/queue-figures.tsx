"use client";

import type { QueueSummary } from "@plimsoll/core";
import type { ReactNode } from "react";
import { ErrorRatio } from "../../../components/error-ratio.tsx";
import { Count, Duration, Rate } from "../../../components/values.tsx";
import { backlogOf } from "../model/job-states.ts";
import styles from "./queue.module.css";

/** The queue in eight numbers: what waits, how long, how fast it goes and how often it fails. */
export function QueueFigures({ queue }: { queue: QueueSummary }) {
  const figures: [string, ReactNode][] = [
    ["Backlog", <Count key="backlog" value={backlogOf(queue.counts)} />],
    ["Running", <Count key="active" value={queue.counts.active} />],
    ["Dead letters", <Count key="failed" value={queue.counts.failed} />],
    ["Oldest waiting", <Duration key="oldest" ms={queue.oldestWaitingMs} />],
    [
      "Finished",
      <Rate key="rate" perSecond={queue.finishedPerMinute === null ? null : queue.finishedPerMinute / 60} />,
    ],
    ["Failures", <ErrorRatio key="failures" ratio={queue.failureRatio} />],
    ["Wait p95", <Duration key="wait" ms={queue.waitP95Ms} />],
    ["Run p95", <Duration key="run" ms={queue.runP95Ms} />],
  ];
  return (
    <dl className={styles.figures}>
      {figures.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
