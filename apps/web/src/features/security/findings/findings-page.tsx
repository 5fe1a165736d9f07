"use client";

import { useState } from "react";
import { ConsoleLink } from "../../../components/console-link.tsx";
import { DataTable } from "../../../components/data-table.tsx";
import { EmptyState, TableSkeleton } from "../../../components/states.tsx";
import { Tile } from "../../../components/tile.tsx";
import { findingHref, SECURITY_HREF } from "../../../lib/security-links.ts";
import { useUrlParams } from "../../../lib/use-url-params.ts";
import { type FindingFilter, findingFilterOf, isNarrowed, toggled } from "../model/finding-filter.ts";
import { MoreButton } from "../parts/more-button.tsx";
import styles from "../security.module.css";
import { ChosenBar } from "./chosen-bar.tsx";
import { ExportFindings } from "./export-findings.tsx";
import { findingColumns } from "./finding-columns.tsx";
import { FindingFilters, StateFilter } from "./finding-filters.tsx";
import { useFindings } from "./use-findings.ts";

/** Findings of all targets: what is open by default, worst first, narrowed down as the address says. */
export function FindingsPage() {
  const [params] = useUrlParams();
  const filter = findingFilterOf(params);
  const { query, items, counts } = useFindings(filter);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  // What left the list is not acted upon.
  const shown = (items ?? []).filter(({ id }) => chosen.includes(id));
  return (
    <div className={styles.stack}>
      <StateFilter filter={filter} counts={counts} />
      <Tile
        title="Findings"
        query={{ ...query, data: items }}
        actions={<ExportFindings filter={filter} isEmpty={items?.length === 0} />}
        skeleton={<TableSkeleton />}
        flush
      >
        {(rows) => (
          <>
            <DataTable
              id="findings"
              label="Findings"
              columns={findingColumns({
                chosen: new Set(chosen),
                onToggle: (id) => setChosen((before) => toggled(before, id)),
              })}
              rows={rows}
              rowKey={(row) => row.id}
              rowHref={(row) => findingHref(row.id)}
              empty={<NoFindings filter={filter} />}
              toolbar={
                shown.length > 0 ? (
                  <ChosenBar findings={shown} onClear={() => setChosen([])} />
                ) : (
                  <FindingFilters filter={filter} counts={counts} />
                )
              }
            />
            <MoreButton query={query}>More findings</MoreButton>
          </>
        )}
      </Tile>
    </div>
  );
}

function NoFindings({ filter }: { filter: FindingFilter }) {
  if (isNarrowed(filter)) return <EmptyState title="No finding is like that" />;
  if (filter.states.length !== 1 || filter.states[0] !== "open") return <EmptyState title="There is none" />;
  return (
    <EmptyState title="Nothing is open">
      <p>
        What a scan of a <ConsoleLink href={SECURITY_HREF}>target</ConsoleLink> finds stands here until a later scan no
        longer sees it, or somebody accepts it.
      </p>
    </EmptyState>
  );
}
