"use client";

import { Skeleton } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import type { ScanTargetDetail } from "@plimsoll/core";
import { useQuery } from "@tanstack/react-query";
import { ConsoleLink } from "../../../components/console-link.tsx";
import { PageHeader } from "../../../components/page-header.tsx";
import { EmptyState, ErrorState, TableSkeleton } from "../../../components/states.tsx";
import { StatusBadge } from "../../../components/status-badge.tsx";
import { Tile, type TileQuery } from "../../../components/tile.tsx";
import { Trail } from "../../../components/trail.tsx";
import { RelativeTime } from "../../../components/values.tsx";
import { scanHref, SECURITY_HREF } from "../../../lib/security-links.ts";
import { describeError, useTRPC } from "../../../lib/trpc.tsx";
import { useTimeRange } from "../../../lib/use-time-range.tsx";
import { isUnderWay } from "../model/scan-states.ts";
import { GradeMark } from "../parts/grade-mark.tsx";
import { ScanProgressMark } from "../parts/scan-progress-mark.tsx";
import security from "../security.module.css";
import { CredentialsTile } from "./credentials-tile.tsx";
import { OpenFindings } from "./open-findings.tsx";
import { OwnershipTile } from "./ownership-tile.tsx";
import { ScheduleTile } from "./schedule-tile.tsx";
import { ScoreSheetView } from "./score-sheet.tsx";
import { ScoreTrend } from "./score-trend.tsx";
import { SettingsTile } from "./settings-tile.tsx";
import { TargetActions } from "./target-actions.tsx";
import { TargetScans } from "./target-scans.tsx";
import { UploadTile } from "./upload-tile.tsx";

const ACTIVE_MS = 2000;
const QUIET_MS = 15_000;

/** One target: its grade and why, what is open, how it went, and what is asked of it in each scan. */
export function SecurityTargetPage({ id }: { id: string }) {
  const trpc = useTRPC();
  const { live } = useTimeRange();
  const query = useQuery({
    ...trpc.scans.target.queryOptions({ id }),
    refetchInterval: ({ state }) => {
      const scan = state.data?.lastScan;
      return live && (scan && isUnderWay(scan) ? ACTIVE_MS : QUIET_MS);
    },
  });
  const target = query.data;
  useDocumentTitle(`${target?.name ?? "Target"} · Security · Plimsoll`);
  return (
    <>
      <Trail steps={[{ href: SECURITY_HREF, label: "Security" }]} />
      {target ? (
        <>
          <PageHeader
            title={<TargetTitle target={target} />}
            note={<TargetNote target={target} />}
            actions={<TargetActions target={target} />}
          />
          <TargetBody query={{ ...query, data: target }} />
        </>
      ) : (
        <TargetMissing query={query} />
      )}
    </>
  );
}

function TargetTitle({ target: { name, grade, score, lastScan } }: { target: ScanTargetDetail }) {
  return (
    <span className={security.title}>
      <GradeMark grade={grade} score={score} />
      {name}
      {lastScan && isUnderWay(lastScan) && (
        <ConsoleLink href={scanHref(lastScan.id)}>
          <ScanProgressMark scan={lastScan} />
        </ConsoleLink>
      )}
    </span>
  );
}

function TargetNote({ target }: { target: ScanTargetDetail }) {
  const { status } = target;
  return (
    <span className={security.note}>
      <span className={target.origin ? "mono" : undefined}>{target.origin ?? "files of a code base"}</span>
      {status && <StatusBadge tone={status === "pending" ? "warn" : "ok"}>{status}</StatusBadge>}
      {target.nextScanAt && (
        <span>
          next scan <RelativeTime at={target.nextScanAt} />
        </span>
      )}
      <span>
        added <RelativeTime at={target.createdAt} /> by {target.createdBy}
      </span>
    </span>
  );
}

function TargetBody({ query }: { query: TileQuery<ScanTargetDetail> & { data: ScanTargetDetail } }) {
  const { id, target, kind } = query.data;
  return (
    <div className={security.columns}>
      <div className={security.stack}>
        {target?.status === "pending" && <OwnershipTile query={query} target={target} />}
        <OpenFindings targetId={id} isScanned={query.data.score !== null} />
        {query.data.trend.length > 0 && (
          <Tile title="Over its scans" note="score and open findings, scan by scan" query={query}>
            {({ trend }) => <ScoreTrend trend={trend} />}
          </Tile>
        )}
        {query.data.lastScan && <TargetScans targetId={id} />}
      </div>
      <div className={security.stack}>
        <Tile title="Grade" query={query}>
          {({ sheet }) => <ScoreSheetView sheet={sheet} targetId={id} />}
        </Tile>
        {kind === "files" ? <UploadTile query={query} /> : <SettingsTile query={query} />}
        <ScheduleTile query={query} />
        {kind === "web" && <CredentialsTile query={query} />}
        {target && target.status !== "pending" && <OwnershipTile query={query} target={target} />}
      </div>
    </div>
  );
}

function TargetMissing({ query }: { query: TileQuery<ScanTargetDetail> }) {
  if (!query.error)
    return (
      <div role="status" aria-busy="true" aria-label="Loading the target">
        <Skeleton height={24} width="32%" mb={12} />
        <TableSkeleton rows={10} />
      </div>
    );
  if (describeError(query.error).status !== 404)
    return <ErrorState error={query.error} what="The target" onRetry={() => query.refetch()} />;
  return (
    <>
      <PageHeader title="Target" />
      <EmptyState title="There is no such target">
        <p>
          It was removed, or belongs to another project. See <ConsoleLink href={SECURITY_HREF}>all targets</ConsoleLink>
          .
        </p>
      </EmptyState>
    </>
  );
}
