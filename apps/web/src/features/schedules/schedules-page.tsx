"use client";

import { TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useState } from "react";
import { ActionButton } from "../../components/action-button.tsx";
import { CodeBlock } from "../../components/code-block.tsx";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { DataTable } from "../../components/data-table.tsx";
import { EmptyState, TableSkeleton } from "../../components/states.tsx";
import { Tile } from "../../components/tile.tsx";
import { plural } from "../../lib/format.ts";
import { useUrlParams } from "../../lib/use-url-params.ts";
import { type ScheduleActions, scheduleColumns } from "./schedule-columns.tsx";
import { ScheduleDialog } from "./schedule-dialog.tsx";
import { useSchedules } from "./use-schedules.tsx";
import type { ListedSchedule } from "./listed-schedule.ts";

/** Jobs that come by the clock: list, create, change, pause, run now, delete. */
export function SchedulesPage() {
  const { list, refresh, remove, busyId, runNow, togglePause } = useSchedules();
  const [form, setForm] = useState<{ opened: boolean; item: ListedSchedule | null }>({ opened: false, item: null });
  const [doomed, setDoomed] = useState<ListedSchedule | null>(null);
  const edit = (item: ListedSchedule | null) => setForm({ opened: true, item });
  const actions: ScheduleActions = { busyId, onRun: runNow, onPause: togglePause, onEdit: edit, onRemove: setDoomed };

  return (
    <>
      <Tile
        title="Schedules"
        note={list.data && plural(list.data.items.length, "schedule")}
        query={list}
        skeleton={<TableSkeleton />}
        actions={
          <ActionButton needs="member" onClick={() => edit(null)}>
            Create schedule
          </ActionButton>
        }
        flush
      >
        {({ items }) => <ScheduleTable items={items} actions={actions} />}
      </Tile>
      <ScheduleDialog {...form} onClose={() => setForm({ ...form, opened: false })} onSaved={refresh} />
      <ConfirmDialog
        opened={doomed !== null}
        title="Delete this schedule?"
        action="Delete schedule"
        pending={remove.isPending}
        error={remove.error}
        onClose={() => {
          setDoomed(null);
          remove.reset();
        }}
        onConfirm={() => doomed && remove.mutate({ id: doomed.id }, { onSuccess: () => setDoomed(null) })}
      >
        <strong>{doomed?.name}</strong> enqueues nothing on {doomed?.queue} from now on. Jobs it has enqueued stay.
      </ConfirmDialog>
    </>
  );
}

function ScheduleTable({ items, actions }: { items: readonly ListedSchedule[]; actions: ScheduleActions }) {
  const [params, update] = useUrlParams();
  const filter = params.get("filter") ?? "";
  const holds = (item: ListedSchedule) =>
    `${item.name} ${item.queue} ${item.jobName}`.toLowerCase().includes(filter.toLowerCase());
  return (
    <DataTable
      id="schedules"
      label="Schedules"
      columns={scheduleColumns(actions)}
      rows={items.filter(holds)}
      rowKey={(row) => row.id}
      empty={<NoSchedules filter={items.length > 0 ? filter : ""} />}
      bare={items.length === 0}
      toolbar={
        items.length > 0 && (
          <TextInput
            aria-label="Filter schedules by name, queue or job"
            placeholder="Filter by name, queue or job"
            leftSection={<IconSearch size={16} />}
            value={filter}
            onChange={(event) => update({ filter: event.currentTarget.value }, "replace")}
            w={240}
          />
        )
      }
    />
  );
}

function createCommand(): string {
  const body = { name: "Nightly report", queue: "reports", jobName: "report.build", cron: "0 3 * * *" };
  return [
    `curl ${window.location.origin}/api/trpc/schedules.create \\`,
    `  -H 'authorization: Bearer YOUR_KEY' -H 'content-type: application/json' \\`,
    `  -d '${JSON.stringify(body)}'`,
  ].join("\n");
}

function NoSchedules({ filter }: { filter: string }) {
  if (filter) {
    return (
      <EmptyState title="No schedule is like that">
        <p>No schedule's name, queue or job contains “{filter}”.</p>
      </EmptyState>
    );
  }
  return (
    <EmptyState title="No schedules yet">
      <p>A schedule enqueues a job by the clock. Create one with the button above, or with a key of the scope write:</p>
      <CodeBlock label="command that creates a schedule" text={createCommand()} />
    </EmptyState>
  );
}
