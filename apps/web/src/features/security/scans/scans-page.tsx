"use client";

import { SegmentedControl } from "@mantine/core";
import { ConsoleLink } from "../../../components/console-link.tsx";
import { DataTable } from "../../../components/data-table.tsx";
import { EmptyState, TableSkeleton } from "../../../components/states.tsx";
import { Tile } from "../../../components/tile.tsx";
import { scanHref, SECURITY_HREF } from "../../../lib/security-links.ts";
import { useUrlParams } from "../../../lib/use-url-params.ts";
import { SCAN_FILTERS, scanFilterOf } from "../model/scan-states.ts";
import { MoreButton } from "../parts/more-button.tsx";
import styles from "../security.module.css";
import { scanColumns } from "./scan-columns.tsx";
import { useScans } from "./use-scans.ts";

/** All scans, newest first; what is under way moves by itself. */
export function ScansPage() {
  const [params, update] = useUrlParams();
  const filter = scanFilterOf(params.get("state"));
  const { query, items } = useScans({ states: filter.states });
  return (
    <div className={styles.stack}>
      <SegmentedControl
        w="fit-content"
        maw="100%"
        aria-label="Scans by how they ended"
        data={SCAN_FILTERS.map(({ id, label }) => ({ value: id, label }))}
        value={filter.id}
        onChange={(state) => update({ state })}
      />
      <Tile
        title="Scans"
        note={filter.id && filter.label.toLowerCase()}
        query={{ ...query, data: items }}
        skeleton={<TableSkeleton />}
        flush
      >
        {(rows) => (
          <>
            <DataTable
              id="scans"
              label="Scans"
              columns={scanColumns}
              rows={rows}
              rowKey={(row) => row.id}
              rowHref={(row) => scanHref(row.id)}
              bare={rows.length === 0}
              empty={<NoScans filtered={filter.id !== ""} />}
            />
            <MoreButton query={query}>Earlier scans</MoreButton>
          </>
        )}
      </Tile>
    </div>
  );
}

function NoScans({ filtered }: { filtered: boolean }) {
  if (filtered) return <EmptyState title="No scan is like that" />;
  return (
    <EmptyState title="Nothing was scanned yet">
      <p>
        Start a scan on the page of a <ConsoleLink href={SECURITY_HREF}>target</ConsoleLink>, give it a schedule, or let
        your pipeline ask for one after each deploy: each scan is kept here with what it changed.
      </p>
    </EmptyState>
  );
}
