import type { PostgresFindings } from "@plimsoll/core";
import { type Column, DataTable } from "../../../components/data-table.tsx";
import { EmptyState } from "../../../components/states.tsx";
import { formatBytes, formatCount, formatDuration, formatPercent } from "../../../lib/format.ts";
import { code, figure, shareOf } from "./columns.tsx";
import { Panel } from "./panel.tsx";

type Table = PostgresFindings["tables"][number];
type Statement = NonNullable<PostgresFindings["statements"]>[number];

/** Which tables of a PostgreSQL are read from disk, and which statements cost most. */
export function PostgresPanels({ found: { tables, statements } }: { found: PostgresFindings }) {
  return (
    <>
      <Panel title="Tables" note="since its statistics began, those that are read from disk most first">
        <DataTable
          id="tables"
          label="Tables"
          columns={tableColumns}
          rows={tables}
          rowKey={({ table }) => table}
          defaultSort="-Blocks read"
          empty={<EmptyState title="It has no tables" />}
          bare
        />
      </Panel>
      {statements && <Statements statements={statements} />}
    </>
  );
}

const tableColumns: Column<Table>[] = [
  code("Table", ({ table }) => table),
  figure("Blocks read", ({ blocksRead }) => blocksRead, formatCount),
  figure("In the buffers", ({ hitRatio }) => hitRatio, formatPercent),
  figure("Of its indexes", ({ indexHitRatio }) => indexHitRatio, formatPercent, "narrow"),
  figure("Size", ({ bytes }) => bytes, formatBytes, "narrow"),
];

function Statements({ statements }: { statements: readonly Statement[] }) {
  const all = statements.reduce((sum, { totalMs }) => sum + totalMs, 0);
  const columns: Column<Statement>[] = [
    code("Statement", ({ query }) => query),
    figure("Of the time", ({ totalMs }) => shareOf(totalMs, all), formatPercent),
    figure("Calls", ({ calls }) => calls, formatCount),
    figure("Mean", ({ meanMs }) => meanMs, formatDuration),
    figure("In the buffers", ({ hitRatio }) => hitRatio, formatPercent, "narrow"),
    figure("Rows", ({ rows }) => rows, formatCount, "medium"),
  ];
  return (
    <Panel title="Dearest statements" note="by pg_stat_statements; shares are of those shown">
      <DataTable
        id="statements"
        label="Dearest statements"
        columns={columns}
        rows={statements}
        // The same text may be there once for each user.
        rowKey={({ query, calls, totalMs }) => `${calls} ${totalMs} ${query}`}
        defaultSort="-Of the time"
        empty={<EmptyState title="No statement was counted" />}
        bare
      />
    </Panel>
  );
}
