"use client";

import type { Backoff } from "@plimsoll/core";
import type { ReactNode } from "react";
import { ConsoleLink } from "../../../components/console-link.tsx";
import { RelativeTime } from "../../../components/values.tsx";
import { formatDuration, formatPercent } from "../../../lib/format.ts";
import { queueHref } from "../../../lib/job-links.ts";
import { Facts } from "../../settings/facts.tsx";
import type { JobView } from "../model/job-view.ts";
import styles from "./job.module.css";

/** How the job is run and where it comes from; what is not set is left out. */
export function JobFacts({ job }: { job: JobView }) {
  const facts: [string, ReactNode][] = [
    [
      "Queue",
      <ConsoleLink key="queue" href={queueHref(job.source, job.queue)}>
        {job.queue}
      </ConsoleLink>,
    ],
  ];
  const add = (name: string, value: ReactNode, isSet: boolean) => {
    if (isSet) facts.push([name, value]);
  };
  const { endpoint, schedule } = job;
  add("Endpoint", endpoint && <Endpoint {...endpoint} />, endpoint !== null);
  add(
    "Schedule",
    schedule && (
      <ConsoleLink href={`/jobs/schedules?filter=${encodeURIComponent(schedule.name)}`}>{schedule.name}</ConsoleLink>
    ),
    schedule !== null,
  );
  add("Priority", job.priority, job.priority !== null && job.priority > 0);
  add("Timeout", formatDuration(job.timeoutMs), job.timeoutMs !== null);
  add("Between attempts", job.backoff && backoffWords(job.backoff), job.backoff !== null);
  add("Concurrency key", <span className={styles.wrap}>{job.concurrencyKey}</span>, job.concurrencyKey !== null);
  add("Deduplication key", <span className={styles.wrap}>{job.deduplicationKey}</span>, job.deduplicationKey !== null);
  add("Added", <RelativeTime at={job.enqueuedAt} />, true);
  add("Due", <RelativeTime at={job.runAt} />, job.state === "delayed");
  add("Last began", <RelativeTime at={job.startedAt} />, job.startedAt !== null);
  add("Finished", <RelativeTime at={job.finishedAt} />, job.finishedAt !== null);
  return <Facts facts={facts} />;
}

function Endpoint({ name, url }: { name: string; url: string }) {
  return (
    <span className={styles.wrap}>
      {name} <span className="muted">{url}</span>
    </span>
  );
}

function backoffWords({ type, delayMs, jitter }: Backoff): string {
  const wait = formatDuration(delayMs);
  const pace = type === "exponential" ? `${wait}, then twice as long each time` : `${wait} each time`;
  return jitter > 0 ? `${pace}, ${formatPercent(jitter)} of it random` : pace;
}
