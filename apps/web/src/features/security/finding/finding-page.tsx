"use client";

import { Skeleton } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import type { FindingDetail } from "@plimsoll/core";
import { useQuery } from "@tanstack/react-query";
import { ConsoleLink } from "../../../components/console-link.tsx";
import { PageHeader } from "../../../components/page-header.tsx";
import { EmptyState, ErrorState, TableSkeleton } from "../../../components/states.tsx";
import { StatusBadge } from "../../../components/status-badge.tsx";
import { Tile, type TileQuery } from "../../../components/tile.tsx";
import { Trail } from "../../../components/trail.tsx";
import { FINDINGS_HREF, SECURITY_HREF, securityTargetHref } from "../../../lib/security-links.ts";
import { describeError, useTRPC } from "../../../lib/trpc.tsx";
import { useTimeRange } from "../../../lib/use-time-range.tsx";
import { findingStateWords } from "../model/finding-states.ts";
import { visibleText } from "../model/visible-text.ts";
import { CheckFix } from "../parts/check-fix.tsx";
import { EvidenceList } from "../parts/evidence-block.tsx";
import { SeverityBadge } from "../parts/severity-badge.tsx";
import security from "../security.module.css";
import { Comments } from "./comments.tsx";
import { FindingActions } from "./finding-actions.tsx";
import { FindingFacts } from "./finding-facts.tsx";
import styles from "./finding.module.css";
import { History } from "./history.tsx";

const QUIET_MS = 10_000;

/** One finding: what was seen where, why it matters, how to fix it, and its life so far. */
export function FindingPage({ id }: { id: string }) {
  const trpc = useTRPC();
  const { live } = useTimeRange();
  const query = useQuery({ ...trpc.findings.get.queryOptions({ id }), refetchInterval: live && QUIET_MS });
  const finding = query.data;
  useDocumentTitle(`${finding ? visibleText(finding.title) : "Finding"} · Security · Plimsoll`);
  if (!finding) return <FindingMissing query={query} />;
  const steps = [
    { href: SECURITY_HREF, label: "Security" },
    { href: securityTargetHref(finding.targetId), label: finding.targetName },
  ];
  return (
    <>
      <Trail steps={steps} />
      <PageHeader
        title={<FindingTitle finding={finding} />}
        note={<span className="mono">{visibleText(finding.placeText)}</span>}
        actions={<FindingActions finding={finding} />}
      />
      <FindingBody query={{ ...query, data: finding }} />
    </>
  );
}

function FindingTitle({ finding }: { finding: FindingDetail }) {
  const { word, tone } = findingStateWords(finding);
  return (
    <span className={security.title}>
      {visibleText(finding.title)}
      <SeverityBadge severity={finding.severity} />
      <StatusBadge tone={tone}>{word}</StatusBadge>
    </span>
  );
}

function FindingBody({ query }: { query: TileQuery<FindingDetail> }) {
  return (
    <div className={security.columns}>
      <div className={security.stack}>
        <Tile title="What was seen" query={query}>
          {(finding) => <Seen finding={finding} />}
        </Tile>
        <Tile title="Why it matters, and what to do" query={query}>
          {(finding) => <Advice finding={finding} />}
        </Tile>
        <Tile title="Comments" query={query}>
          {({ id, comments }) => <Comments findingId={id} comments={comments} />}
        </Tile>
      </div>
      <div className={security.stack}>
        <Tile title="About it" query={query}>
          {(finding) => <FindingFacts finding={finding} />}
        </Tile>
        <Tile title="History" query={query} flush>
          {({ events }) => <History events={events} />}
        </Tile>
      </div>
    </div>
  );
}

function Seen({ finding: { detail, evidence } }: { finding: FindingDetail }) {
  return (
    <div className={styles.stack}>
      {detail && <p className={styles.text}>{visibleText(detail)}</p>}
      <EvidenceList evidence={evidence} />
    </div>
  );
}

function Advice({ finding: { check } }: { finding: FindingDetail }) {
  if (!check) {
    return <p className={security.none}>This version has no such check any more: it cannot be assessed again.</p>;
  }
  return (
    <div className={styles.stack}>
      <p className={styles.text}>{check.why}</p>
      <CheckFix fix={check.fix} />
    </div>
  );
}

function FindingMissing({ query }: { query: TileQuery<FindingDetail> }) {
  if (!query.error)
    return (
      <div role="status" aria-busy="true" aria-label="Loading the finding">
        <Skeleton height={24} width="48%" mb={12} />
        <TableSkeleton rows={10} />
      </div>
    );
  if (describeError(query.error).status !== 404)
    return <ErrorState error={query.error} what="The finding" onRetry={() => query.refetch()} />;
  return (
    <>
      <PageHeader title="Finding" />
      <EmptyState title="There is no such finding">
        <p>
          Its target was removed, or it belongs to another project. See{" "}
          <ConsoleLink href={FINDINGS_HREF}>all findings</ConsoleLink>.
        </p>
      </EmptyState>
    </>
  );
}
