"use client";

import { Alert, Skeleton } from "@mantine/core";
import type { JobRef } from "@plimsoll/core";
import { CodeBlock } from "../../../components/code-block.tsx";
import { ConsoleLink } from "../../../components/console-link.tsx";
import { CopyableId } from "../../../components/copyable-id.tsx";
import { PageHeader } from "../../../components/page-header.tsx";
import { EmptyState, ErrorState, TableSkeleton } from "../../../components/states.tsx";
import { StatusBadge } from "../../../components/status-badge.tsx";
import { Tile, type TileQuery } from "../../../components/tile.tsx";
import { Trail } from "../../../components/trail.tsx";
import { RelativeTime } from "../../../components/values.tsx";
import { queueHref } from "../../../lib/job-links.ts";
import jobs from "../jobs.module.css";
import { stateWords } from "../model/job-states.ts";
import { formatJson } from "../model/payload-text.ts";
import type { JobView } from "../model/job-view.ts";
import { Attempts } from "./attempts.tsx";
import { FlowTree } from "./flow-tree.tsx";
import { JobActions } from "./job-actions.tsx";
import { JobAudit } from "./job-audit.tsx";
import { JobError } from "./job-error.tsx";
import { JobFacts } from "./job-facts.tsx";
import { JobTrace } from "./job-trace.tsx";
import styles from "./job.module.css";
import { useJob } from "./use-job.ts";

/** One job: what it is, how its attempts went, where its time was spent and what can be done with it. */
export function JobPage({ job: ref }: { job: JobRef }) {
  const { query, isMissing, isGone } = useJob(ref);
  const steps = [
    { href: "/jobs", label: "Queues" },
    { href: queueHref(ref.source, ref.queue), label: ref.queue },
  ];
  const job = query.data;
  return (
    <>
      <Trail steps={steps} />
      {job ? (
        <>
          <PageHeader
            title={<JobTitle job={job} />}
            note={<JobNote job={job} />}
            actions={!isGone && <JobActions job={job} />}
          />
          {isGone && (
            <Alert color="gray" className={styles.gone} role="status">
              This job has been removed from its queue: discarded, or older than finished jobs are kept. What you see is
              how it last was.
            </Alert>
          )}
          <JobBody job={job} query={{ ...query, data: job }} />
        </>
      ) : (
        <JobMissing id={ref.id} isMissing={isMissing} query={query} />
      )}
    </>
  );
}

function JobTitle({ job }: { job: JobView }) {
  const { label, tone } = stateWords(job.state);
  return (
    <span className={jobs.title}>
      {job.name}
      <StatusBadge tone={tone}>{label.toLowerCase()}</StatusBadge>
    </span>
  );
}

function JobNote({ job }: { job: JobView }) {
  return (
    <span className={jobs.note}>
      <CopyableId id={job.id} label="job id" length={32} />
      <span>
        attempt {job.attempt} of {job.maxAttempts}
      </span>
      <span>
        added <RelativeTime at={job.enqueuedAt} />
      </span>
      {job.state === "delayed" && job.runAt && (
        <span>
          runs <RelativeTime at={job.runAt} />
        </span>
      )}
    </span>
  );
}

function JobBody({ job, query }: { job: JobView; query: TileQuery<JobView> }) {
  const hasError = job.error !== null || job.stack.length > 0;
  return (
    <div className={styles.columns}>
      <div className={styles.column}>
        <Tile title="Attempts" note="waiting and running, on one time line" query={query}>
          {(loaded) => <Attempts job={loaded} />}
        </Tile>
        {hasError && (
          <Tile title={job.state === "completed" ? "Error of an earlier attempt" : "Error"} query={query}>
            {(loaded) => <JobError job={loaded} />}
          </Tile>
        )}
        <JobTrace job={job} />
        <Tile title="Log" query={query}>
          {({ logs }) =>
            logs.length > 0 ? (
              <div className={styles.logs}>
                <CodeBlock label="log" text={logs.join("\n")} />
              </div>
            ) : (
              <p className={styles.none}>The job logged nothing.</p>
            )
          }
        </Tile>
      </div>
      <div className={styles.column}>
        <Tile title="Payload" query={query}>
          {({ payload }) => <JsonBlock label="payload" value={payload} />}
        </Tile>
        {job.result !== null && job.result !== undefined && (
          <Tile title="Result" query={query}>
            {({ result }) => <JsonBlock label="result" value={result} />}
          </Tile>
        )}
        <Tile title="Facts" query={query}>
          {(loaded) => <JobFacts job={loaded} />}
        </Tile>
        {job.flow && (
          <Tile title="Flow" query={query}>
            {({ flow }) => flow && <FlowTree root={flow} source={job.source} here={job.id} />}
          </Tile>
        )}
        <Tile title="Changes by people" query={query}>
          {({ audit }) => <JobAudit entries={audit} />}
        </Tile>
      </div>
    </div>
  );
}

function JsonBlock({ label, value }: { label: string; value: unknown }) {
  return (
    <div className={styles.json}>
      <CodeBlock label={label} text={formatJson(value)} />
    </div>
  );
}

function JobMissing({ id, isMissing, query }: { id: string; isMissing: boolean; query: TileQuery<JobView> }) {
  if (isMissing) {
    return (
      <>
        <PageHeader title="Job" />
        <EmptyState title="This job is not here">
          <p>
            There is no job <span className="mono">{id}</span> in this queue. It was discarded, or finished longer ago
            than jobs are kept; the queue's history still counts its attempts.
          </p>
          <p>
            <ConsoleLink href="/jobs">All queues</ConsoleLink>
          </p>
        </EmptyState>
      </>
    );
  }
  if (query.error) return <ErrorState error={query.error} what="The job" onRetry={() => query.refetch()} />;
  return (
    <div role="status" aria-busy="true" aria-label="Loading the job">
      <Skeleton height={24} width="32%" mb={12} />
      <TableSkeleton rows={8} />
    </div>
  );
}
