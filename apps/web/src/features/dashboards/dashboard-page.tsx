"use client";

import { Button, Skeleton } from "@mantine/core";
import type { DashboardDetail } from "@plimsoll/core";
import { useQuery } from "@tanstack/react-query";
import { ActionButton } from "../../components/action-button.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { EmptyState } from "../../components/states.tsx";
import { QueryContent } from "../../components/tile.tsx";
import { Trail } from "../../components/trail.tsx";
import { formatRelative } from "../../lib/format.ts";
import { useTRPC } from "../../lib/trpc.tsx";
import { useUrlParams } from "../../lib/use-url-params.ts";
import { DashboardEditor } from "./dashboard-editor.tsx";
import { inReadingOrder } from "./model/layout.ts";
import { readChoices } from "./model/variables.ts";
import { TileGrid } from "./tile-grid.tsx";
import { VariableBar } from "./variable-bar.tsx";

/** One dashboard, to look at or to change. */
export function DashboardPage({ id }: { id: string }) {
  const trpc = useTRPC();
  const dashboard = useQuery(trpc.dashboards.get.queryOptions({ id }));
  return (
    <>
      <Trail steps={[{ label: "Dashboards", href: "/dashboards" }]} />
      <QueryContent query={dashboard} what="The dashboard" skeleton={<Skeleton height={320} />}>
        {(data) => <Dashboard dashboard={data} />}
      </QueryContent>
    </>
  );
}

function Dashboard({ dashboard }: { dashboard: DashboardDetail }) {
  const [params, update] = useUrlParams();
  const isEditing = params.get("edit") === "1";
  const setEditing = (next: boolean) => update({ edit: next ? "1" : null }, "replace");
  // Another version begins anew: what was edited of the one before is not what is stored.
  if (isEditing) {
    return <DashboardEditor key={dashboard.updatedAt} dashboard={dashboard} onDone={() => setEditing(false)} />;
  }
  const { name, description, variables, tiles, updatedAt, updatedBy } = dashboard;
  const choices = readChoices(params, variables);
  return (
    <>
      <PageHeader
        title={name}
        note={description || `Saved ${formatRelative(updatedAt, Date.now())} by ${updatedBy}`}
        actions={
          <ActionButton needs="member" variant="default" onClick={() => setEditing(true)}>
            Edit
          </ActionButton>
        }
      />
      <VariableBar variables={variables} choices={choices} />
      {tiles.length === 0 ? (
        <EmptyState title="Nothing is on this dashboard yet">
          <Button variant="default" onClick={() => setEditing(true)}>
            Add the first tile
          </Button>
        </EmptyState>
      ) : (
        <TileGrid tiles={inReadingOrder(tiles)} choices={choices} actions={null} />
      )}
    </>
  );
}
