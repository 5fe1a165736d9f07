"use client";

import { Button, Skeleton } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import type { DashboardDetail } from "@plimsoll/core";
import { useQuery } from "@tanstack/react-query";
import { ActionButton } from "../../components/action-button.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { EmptyState } from "../../components/states.tsx";
import { QueryContent } from "../../components/tile.tsx";
import { Trail } from "../../components/trail.tsx";
import { RelativeTime } from "../../components/values.tsx";
import { useTRPC } from "../../lib/trpc.tsx";
import { useRefusal } from "../../lib/use-role.ts";
import { useShortcuts } from "../../lib/use-shortcuts.tsx";
import { useUrlParams } from "../../lib/use-url-params.ts";
import { dashboardHref } from "./dashboard-columns.tsx";
import { DashboardEditor } from "./dashboard-editor.tsx";
import { inReadingOrder } from "./model/layout.ts";
import { tileTitle } from "./model/tile-title.ts";
import { readChoices } from "./model/variables.ts";
import { TileGrid } from "./tile-grid.tsx";
import { TileView } from "./tile-view.tsx";
import { VariableBar } from "./variable-bar.tsx";

/** One dashboard, to look at or to change. */
export function DashboardPage({ id }: { id: string }) {
  const trpc = useTRPC();
  const [params] = useUrlParams();
  const dashboard = useQuery(trpc.dashboards.get.queryOptions({ id }));
  const isAlone = params.has("tile");
  const own = { label: dashboard.data?.name ?? "Dashboard", href: dashboardHref(id) };
  useDocumentTitle(`${own.label} · Dashboards · Plimsoll`);
  return (
    <>
      <Trail steps={[{ label: "Dashboards", href: "/dashboards" }, ...(isAlone ? [own] : [])]} />
      <QueryContent query={dashboard} what="The dashboard" skeleton={<Skeleton height={320} />}>
        {(data) => <Dashboard dashboard={data} />}
      </QueryContent>
    </>
  );
}

function Dashboard({ dashboard }: { dashboard: DashboardDetail }) {
  const [params, update] = useUrlParams();
  const refusal = useRefusal("member");
  const setEditing = (next: boolean) => update({ edit: next ? "1" : null, tile: null }, "replace");
  const alone = dashboard.tiles.find(({ id }) => id === params.get("tile"));
  const mayEdit = refusal === null;
  const isEditing = mayEdit && params.get("edit") === "1";
  useLookKeys(isEditing, mayEdit ? () => setEditing(true) : null, alone ? () => update({ tile: null }) : null);
  if (isEditing) return <DashboardEditor dashboard={dashboard} onDone={() => setEditing(false)} />;
  const { name, description, variables, updatedAt, updatedBy } = dashboard;
  const choices = readChoices(params, variables);
  return (
    <>
      <PageHeader
        title={alone ? tileTitle(alone) : name}
        note={
          description || (
            <>
              Saved <RelativeTime at={updatedAt} /> by {updatedBy}
            </>
          )
        }
        actions={
          alone ? (
            <Button variant="default" onClick={() => update({ tile: null })}>
              All tiles
            </Button>
          ) : (
            <ActionButton needs="member" variant="default" onClick={() => setEditing(true)}>
              Edit
            </ActionButton>
          )
        }
      />
      <VariableBar variables={variables} choices={choices} />
      {alone ? (
        <TileView tile={alone} choices={choices} roomPx={ALONE_PX} />
      ) : (
        <AllTiles dashboard={dashboard} choices={choices} onEdit={() => setEditing(true)} />
      )}
    </>
  );
}

const ALONE_PX = 540;

/** Keys while the dashboard is looked at; the editor has its own. */
function useLookKeys(isEditing: boolean, edit: (() => void) | null, showAll: (() => void) | null): void {
  const group = "Dashboard";
  const keys = [
    ...(edit ? [{ keys: "e", label: "Edit", group, run: edit }] : []),
    ...(showAll ? [{ keys: "Escape", label: "All tiles", group, run: showAll }] : []),
  ];
  useShortcuts(isEditing ? [] : keys);
}

interface AllTilesProps {
  dashboard: DashboardDetail;
  choices: ReturnType<typeof readChoices>;
  onEdit: () => void;
}

function AllTiles({ dashboard, choices, onEdit }: AllTilesProps) {
  if (dashboard.tiles.length > 0) {
    return <TileGrid tiles={inReadingOrder(dashboard.tiles)} choices={choices} actions={null} />;
  }
  return (
    <EmptyState title="Nothing is on this dashboard yet">
      <p>Its tiles draw any metrics. Charts of the Metrics page can be put here, too.</p>
      <ActionButton needs="member" variant="default" onClick={onEdit}>
        Add the first tile
      </ActionButton>
    </EmptyState>
  );
}
