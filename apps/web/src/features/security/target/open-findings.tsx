"use client";

import { useQuery } from "@tanstack/react-query";
import { ConsoleLink } from "../../../components/console-link.tsx";
import { DataTable } from "../../../components/data-table.tsx";
import { EmptyState, TableSkeleton } from "../../../components/states.tsx";
import { Tile } from "../../../components/tile.tsx";
import { findingHref, findingsHref } from "../../../lib/security-links.ts";
import { useTRPC, useTRPCClient } from "../../../lib/trpc.tsx";
import { useTimeRange } from "../../../lib/use-time-range.tsx";
import { findingColumnsOfTarget } from "../findings/finding-columns.tsx";
import { ExportMenu } from "../parts/export-menu.tsx";
import styles from "../security.module.css";

const SHOWN = 50;
const QUIET_MS = 15_000;

/** What is open on a target, worst first. */
export function OpenFindings({ targetId, isScanned }: { targetId: string; isScanned: boolean }) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const { live } = useTimeRange();
  const findings = useQuery({
    ...trpc.findings.list.queryOptions({ targetId, limit: SHOWN }),
    refetchInterval: live && QUIET_MS,
  });
  const all = findings.data?.counts.states.open ?? 0;
  return (
    <Tile
      title="Open findings"
      note={all > 0 && `${all}, worst first`}
      query={findings}
      skeleton={<TableSkeleton />}
      actions={
        <ExportMenu
          blocked={findings.data && all === 0 ? "Nothing is open" : null}
          onExport={(format) => client.findings.export.query({ targetId, format })}
        />
      }
      flush
    >
      {({ items, nextCursor }) => (
        <>
          <DataTable
            id="target-findings"
            label="Open findings"
            columns={findingColumnsOfTarget}
            rows={items}
            rowKey={(row) => row.id}
            rowHref={(row) => findingHref(row.id)}
            bare
            maxHeight={560}
            empty={<NothingOpen isScanned={isScanned} />}
          />
          {nextCursor !== null && (
            <p className={styles.more}>
              <ConsoleLink href={findingsHref({ target: targetId })}>All {all}</ConsoleLink>
            </p>
          )}
        </>
      )}
    </Tile>
  );
}

function NothingOpen({ isScanned }: { isScanned: boolean }) {
  if (isScanned) return <EmptyState title="Nothing is open" />;
  return (
    <EmptyState title="It was not scanned yet">
      <p>Start a scan with the button above: what it finds stands here until a later scan sees it fixed.</p>
    </EmptyState>
  );
}
