"use client";

import { Tooltip, UnstyledButton } from "@mantine/core";
import { useClock } from "../../components/values.tsx";
import { formatAbsolute, formatRelative } from "../../lib/format.ts";
import styles from "./schedules.module.css";
import { formatInZone, readersZone } from "./zone-time.ts";

interface RunTimesProps {
  runs: readonly string[];
  /** Zone that the schedule counts in. */
  timezone: string;
}

/** Instants to come, on the schedule's clock; on the reader's too, where that is another one. */
export function RunTimes({ runs, timezone }: RunTimesProps) {
  const reader = readersZone();
  return (
    <ol className={styles.runs}>
      {runs.map((run) => (
        <li key={run} title={formatAbsolute(run)}>
          <time dateTime={run}>{formatInZone(run, timezone)}</time>
          {reader !== timezone && <span className={styles.readers}>{formatInZone(run, reader)}</span>}
        </li>
      ))}
    </ol>
  );
}

/** How long until the next run; the next five on hover and focus. */
export function NextRuns({ runs, timezone }: RunTimesProps) {
  const nowMs = useClock(5000);
  const [next] = runs;
  if (!next) return <span className="muted">none</span>;
  return (
    <Tooltip
      label={<RunTimes runs={runs} timezone={timezone} />}
      events={{ hover: true, focus: true, touch: true }}
      position="bottom"
    >
      <UnstyledButton className={styles.next}>{formatRelative(next, nowMs)}</UnstyledButton>
    </Tooltip>
  );
}
