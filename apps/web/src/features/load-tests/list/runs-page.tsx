"use client";

import { SegmentedControl } from "@mantine/core";
import { DataTable } from "../../../components/data-table.tsx";
import { EmptyState, TableSkeleton } from "../../../components/states.tsx";
import { Tile } from "../../../components/tile.tsx";
import { ConsoleLink } from "../../../components/console-link.tsx";
import { loadRunHref, LOAD_TESTS_HREF } from "../../../lib/load-links.ts";
import { useUrlParams } from "../../../lib/use-url-params.ts";
import styles from "../load-tests.module.css";
import { RUN_FILTERS, runFilterOf } from "../model/run-states.ts";
import { MoreRuns } from "./more-runs.tsx";
import { runColumns } from "./run-columns.tsx";
import { useRuns } from "./use-runs.ts";

/** All runs of load tests, newest first; what is under way moves by itself. */
export function RunsPage() {
  const [params, update] = useUrlParams();
  const filter = runFilterOf(params.get("state"));
  const { query, items } = useRuns({ states: filter.states });
  return (
    <div className={styles.stack}>
      <SegmentedControl
        w="fit-content"
        maw="100%"
        aria-label="Runs by how they ended"
        data={RUN_FILTERS.map(({ id, label }) => ({ value: id, label }))}
        value={filter.id}
        onChange={(state) => update({ state })}
      />
      <Tile
        title="Runs"
        note={filter.id && filter.label.toLowerCase()}
        query={{ ...query, data: items }}
        skeleton={<TableSkeleton />}
        flush
      >
        {(rows) => (
          <>
            <DataTable
              id="load-runs"
              label="Runs of load tests"
              columns={runColumns}
              rows={rows}
              rowKey={(row) => row.id}
              rowHref={(row) => loadRunHref(row.id)}
              bare={rows.length === 0}
              empty={<NoRuns filtered={filter.id !== ""} />}
            />
            <MoreRuns query={query} />
          </>
        )}
      </Tile>
    </div>
  );
}

function NoRuns({ filtered }: { filtered: boolean }) {
  if (filtered) return <EmptyState title="No run is like that" />;
  return (
    <EmptyState title="Nothing has been run yet">
      <p>
        Start one of the <ConsoleLink href={LOAD_TESTS_HREF}>load tests</ConsoleLink>: its run appears here, live from
        the first second.
      </p>
    </EmptyState>
  );
}
