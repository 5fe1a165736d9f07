"use client";

import { Skeleton } from "@mantine/core";
import type { ScanDetail } from "@plimsoll/core";
import { useEffect } from "react";
import { ConsoleLink } from "../../../components/console-link.tsx";
import { PageHeader } from "../../../components/page-header.tsx";
import { EmptyState, ErrorState, TableSkeleton } from "../../../components/states.tsx";
import { Tile, type TileQuery } from "../../../components/tile.tsx";
import { Trail } from "../../../components/trail.tsx";
import { plural } from "../../../lib/format.ts";
import { SCANS_HREF, SECURITY_HREF, securityTargetHref } from "../../../lib/security-links.ts";
import { isUnderWay, scanStateWords } from "../model/scan-states.ts";
import styles from "../security.module.css";
import { ChangeFigures } from "./change-figures.tsx";
import { ChecksTable } from "./checks-table.tsx";
import { ScanFindings } from "./scan-findings.tsx";
import { ScanHeader } from "./scan-header.tsx";
import { useScan } from "./use-scan.ts";

/** One scan, as it goes and afterwards: which checks were made, what they found and what changed since the one before. */
export function ScanPage({ id }: { id: string }) {
  const { query, isMissing, nowMs, connection } = useScan(id);
  const scan = query.data;
  useScanTitle(scan);
  if (!scan) return <ScanMissing scanId={id} isMissing={isMissing} query={query} />;
  const steps = [
    { href: SECURITY_HREF, label: "Security" },
    { href: securityTargetHref(scan.targetId), label: scan.targetName },
  ];
  const loaded = { ...query, data: scan };
  return (
    <>
      <Trail steps={steps} />
      <ScanHeader scan={scan} nowMs={nowMs} connection={connection} updatedAtMs={query.dataUpdatedAt} />
      <div className={styles.stack}>
        {scan.changes && <ChangeFigures changes={scan.changes} />}
        {!isUnderWay(scan) && <ScanFindings query={loaded} />}
        <Tile title="Checks" note={checksNote(scan)} query={loaded} flush>
          {({ checks, state }) =>
            checks.length > 0 ? (
              <ChecksTable checks={checks} isOver={!isUnderWay({ state })} />
            ) : (
              <NoChecks waiting={isUnderWay({ state })} />
            )
          }
        </Tile>
      </div>
    </>
  );
}

function checksNote({ checks }: ScanDetail): string {
  const failed = checks.filter(({ outcome }) => outcome === "fail").length;
  const open = checks.filter(({ outcome }) => outcome === "not-assessed").length;
  return [plural(checks.length, "check"), `${failed} failed`, `${open} not assessed`].join(", ");
}

function NoChecks({ waiting }: { waiting: boolean }) {
  if (waiting) return <EmptyState title="The checks appear here once the scan begins" />;
  return <EmptyState title="It ended before a check was made" />;
}

/** The browser's tab says how it goes while another one is in front. */
function useScanTitle(scan: ScanDetail | undefined): void {
  const title = scan && `Scan of ${scan.targetName}: ${scanStateWords(scan).word}`;
  useEffect(() => {
    if (title) document.title = `${title} · Security · Plimsoll`;
  }, [title]);
}

interface ScanMissingProps {
  scanId: string;
  isMissing: boolean;
  query: TileQuery<ScanDetail>;
}

function ScanMissing({ scanId, isMissing, query }: ScanMissingProps) {
  if (isMissing) {
    return (
      <>
        <PageHeader title="Scan" />
        <EmptyState title="This scan is not here">
          <p>
            There is no scan <span className="mono">{scanId}</span> in this project; old ones are removed. See{" "}
            <ConsoleLink href={SCANS_HREF}>all scans</ConsoleLink>.
          </p>
        </EmptyState>
      </>
    );
  }
  if (query.error) return <ErrorState error={query.error} what="The scan" onRetry={() => query.refetch()} />;
  return (
    <div role="status" aria-busy="true" aria-label="Loading the scan">
      <Skeleton height={24} width="32%" mb={8} />
      <Skeleton height={12} width="48%" mb={24} />
      <TableSkeleton rows={12} />
    </div>
  );
}
