"use client";

import { TextInput } from "@mantine/core";
import type { LoadTestItem } from "@plimsoll/core";
import { IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { DataTable } from "../../../components/data-table.tsx";
import { EmptyState, TableSkeleton } from "../../../components/states.tsx";
import { Tile } from "../../../components/tile.tsx";
import { plural } from "../../../lib/format.ts";
import { loadTestHref } from "../../../lib/load-links.ts";
import { useTRPC } from "../../../lib/trpc.tsx";
import { useShortcuts } from "../../../lib/use-shortcuts.tsx";
import { useTimeRange } from "../../../lib/use-time-range.tsx";
import { useUrlParams } from "../../../lib/use-url-params.ts";
import { isUnderWay } from "../model/run-states.ts";
import { StartDialog } from "../start/start-dialog.tsx";
import { FirstTest } from "./first-test.tsx";
import { testColumns } from "./test-columns.tsx";

const ACTIVE_MS = 1000;
const QUIET_MS = 10_000;

/** Every load test with how its last run went and where it is heading. */
export function TestsPage() {
  const trpc = useTRPC();
  const { live } = useTimeRange();
  const tests = useQuery({
    ...trpc.loadTests.list.queryOptions({ limit: 500 }),
    refetchInterval: ({ state }) => {
      if (!live) return false;
      return state.data?.some(({ lastRun }) => lastRun && isUnderWay(lastRun.state)) ? ACTIVE_MS : QUIET_MS;
    },
  });
  const [starting, setStarting] = useState<LoadTestItem | null>(null);
  return (
    <>
      <Tile
        title="Load tests"
        note={tests.data && tests.data.length > 0 && plural(tests.data.length, "test")}
        query={tests}
        skeleton={<TableSkeleton />}
        flush
      >
        {(items) => (items.length > 0 ? <TestTable items={items} onStart={setStarting} /> : <FirstTest />)}
      </Tile>
      <StartDialog testId={starting?.id ?? null} onClose={() => setStarting(null)} />
    </>
  );
}

interface TestTableProps {
  items: readonly LoadTestItem[];
  onStart: (test: LoadTestItem) => void;
}

function TestTable({ items, onStart }: TestTableProps) {
  const [params, update] = useUrlParams();
  const input = useRef<HTMLInputElement>(null);
  useShortcuts([{ keys: "/", label: "Filter by name", group: "Load tests", run: () => input.current?.focus() }]);
  const filter = params.get("filter") ?? "";
  const holds = ({ name, service, origins }: LoadTestItem) =>
    `${name} ${service ?? ""} ${origins.join(" ")}`.toLowerCase().includes(filter.toLowerCase());
  return (
    <DataTable
      id="load-tests"
      label="Load tests"
      columns={testColumns(onStart)}
      rows={items.filter(holds)}
      rowKey={(row) => row.id}
      rowHref={(row) => loadTestHref(row.id)}
      defaultSort="-when"
      empty={<EmptyState title={`No test's name, service or target contains “${filter}”`} />}
      toolbar={
        <TextInput
          ref={input}
          aria-label="Filter load tests by name, service or target"
          placeholder="Filter by name, service or target"
          leftSection={<IconSearch size={16} />}
          value={filter}
          onChange={(event) => update({ filter: event.currentTarget.value }, "replace")}
          w={260}
        />
      }
    />
  );
}
