"use client";

import { Button, Checkbox } from "@mantine/core";
import type { LoadRunItem } from "@plimsoll/core";
import { IconArrowsDiff } from "@tabler/icons-react";
import { useRouter } from "next/navigation";
import { ConsoleLink } from "../../../components/console-link.tsx";
import { type Column, DataTable } from "../../../components/data-table.tsx";
import { EmptyState, TableSkeleton } from "../../../components/states.tsx";
import { Tile } from "../../../components/tile.tsx";
import { formatDayClock } from "../../../lib/format.ts";
import { compareRunsHref, loadRunHref } from "../../../lib/load-links.ts";
import { useShortcuts } from "../../../lib/use-shortcuts.tsx";
import { useConsoleHref } from "../../../lib/use-time-range.tsx";
import { useUrlParams } from "../../../lib/use-url-params.ts";
import { MoreRuns } from "../list/more-runs.tsx";
import { runColumnsOfTest } from "../list/run-columns.tsx";
import { useRuns } from "../list/use-runs.ts";
import { chosenPair, readChosen, toggleChosen } from "../model/chosen-runs.ts";
import { isUnderWay } from "../model/run-states.ts";

/** The runs of a test; two of them can be chosen and put side by side. */
export function TestRuns({ testId }: { testId: string }) {
  const { query, items } = useRuns({ testId });
  const [params, update] = useUrlParams();
  const chosen = readChosen(params.get("chosen"));
  const toggle = (id: string) => update({ chosen: toggleChosen(chosen, id).join(",") }, "replace");
  return (
    <Tile
      title="Runs"
      query={{ ...query, data: items }}
      skeleton={<TableSkeleton rows={4} />}
      actions={<CompareButton runs={items ?? []} chosen={chosen} />}
      flush
    >
      {(rows) => (
        <>
          <DataTable
            id="test-runs"
            label="Runs"
            columns={[choiceColumn(chosen, toggle), ...runColumnsOfTest]}
            rows={rows}
            rowKey={(row) => row.id}
            rowHref={(row) => loadRunHref(row.id)}
            bare
            empty={
              <EmptyState title="Not run yet">
                <p>Start it with the button above. Each run appears here, with what it measured.</p>
              </EmptyState>
            }
          />
          <MoreRuns query={query} />
        </>
      )}
    </Tile>
  );
}

function choiceColumn(chosen: readonly string[], toggle: (id: string) => void): Column<LoadRunItem> {
  return {
    key: "choose",
    header: "",
    width: "40px",
    render: (row) => (
      <Checkbox
        size="xs"
        aria-label={`Choose the run of ${formatDayClock(row.createdAt)} for a comparison`}
        checked={chosen.includes(row.id)}
        disabled={isUnderWay(row.state)}
        onChange={() => toggle(row.id)}
      />
    ),
  };
}

function CompareButton({ runs, chosen }: { runs: readonly LoadRunItem[]; chosen: readonly string[] }) {
  const router = useRouter();
  const to = useConsoleHref();
  const pair = chosenPair(chosen, runs);
  const href = pair && to(compareRunsHref(pair.runId, pair.baseRunId));
  useShortcuts([
    { keys: "c", label: "Compare the two chosen runs", group: "Load test", run: () => href && router.push(href) },
  ]);
  if (runs.length < 2) return null;
  if (!pair) return <span className="muted">Choose two to compare them</span>;
  return (
    <Button
      component={ConsoleLink}
      href={compareRunsHref(pair.runId, pair.baseRunId)}
      variant="default"
      size="compact-sm"
      leftSection={<IconArrowsDiff size={16} aria-hidden="true" />}
    >
      Compare the two
    </Button>
  );
}
