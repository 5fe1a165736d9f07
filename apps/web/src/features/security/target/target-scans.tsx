"use client";

import { DataTable } from "../../../components/data-table.tsx";
import { EmptyState, TableSkeleton } from "../../../components/states.tsx";
import { Tile } from "../../../components/tile.tsx";
import { scanHref } from "../../../lib/security-links.ts";
import { MoreButton } from "../parts/more-button.tsx";
import { scanColumnsOfTarget } from "../scans/scan-columns.tsx";
import { useScans } from "../scans/use-scans.ts";

/** The scans of one target, newest first. */
export function TargetScans({ targetId }: { targetId: string }) {
  const { query, items } = useScans({ targetId });
  return (
    <Tile title="Scans" query={{ ...query, data: items }} skeleton={<TableSkeleton rows={4} />} flush>
      {(rows) => (
        <>
          <DataTable
            id="target-scans"
            label="Scans of the target"
            columns={scanColumnsOfTarget}
            rows={rows}
            rowKey={(row) => row.id}
            rowHref={(row) => scanHref(row.id)}
            bare={rows.length === 0}
            empty={<EmptyState title="None yet" />}
          />
          <MoreButton query={query}>Earlier scans</MoreButton>
        </>
      )}
    </Tile>
  );
}
