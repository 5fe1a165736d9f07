"use client";

import type { ScanDetail } from "@plimsoll/core";
import { DataTable } from "../../../components/data-table.tsx";
import { EmptyState } from "../../../components/states.tsx";
import { Tile, type TileQuery } from "../../../components/tile.tsx";
import { findingHref } from "../../../lib/security-links.ts";
import { useUrlParams } from "../../../lib/use-url-params.ts";
import { changeColumns } from "../findings/finding-columns.tsx";
import { scanChangeOf } from "../model/finding-filter.ts";
import { scanChangeWords } from "../model/finding-states.ts";

/** What a scan saw, by what changed: what is new comes first. */
export function ScanFindings({ query }: { query: TileQuery<ScanDetail> }) {
  const [params] = useUrlParams();
  const chosen = scanChangeOf(params.get("change"));
  return (
    <Tile title="Findings" note={chosen ? scanChangeWords(chosen).word : "by what changed"} query={query} flush>
      {({ findings }) => {
        const rows = chosen ? findings.filter(({ change }) => change === chosen) : findings;
        return (
          <DataTable
            id="scan-findings"
            label="Findings of the scan"
            columns={changeColumns}
            rows={rows}
            rowKey={(row) => row.finding.id}
            rowHref={(row) => findingHref(row.finding.id)}
            bare={rows.length === 0}
            maxHeight={640}
            empty={<NoFindings filtered={chosen !== null} />}
          />
        );
      }}
    </Tile>
  );
}

function NoFindings({ filtered }: { filtered: boolean }) {
  if (filtered) return <EmptyState title="No finding is like that" />;
  return (
    <EmptyState title="It found nothing">
      <p>Nothing that was looked at is amiss. What could not be looked at stands among the checks below.</p>
    </EmptyState>
  );
}
