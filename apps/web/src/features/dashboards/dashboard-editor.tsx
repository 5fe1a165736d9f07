"use client";

import { Button, TextInput } from "@mantine/core";
import { DASHBOARD_COLUMNS, type DashboardDetail, type DashboardTile, type DashboardVariable } from "@plimsoll/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { IconPlus, IconVariable } from "@tabler/icons-react";
import { useState } from "react";
import { FormError } from "../../components/form-error.tsx";
import { EmptyState } from "../../components/states.tsx";
import { describeError, useTRPC } from "../../lib/trpc.tsx";
import { useUrlParams } from "../../lib/use-url-params.ts";
import styles from "./dashboards.module.css";
import { flow, freshId, inReadingOrder, moved } from "./model/layout.ts";
import { readChoices } from "./model/variables.ts";
import { TileDialog } from "./tile-dialog.tsx";
import { type TileActions, TileGrid } from "./tile-grid.tsx";
import { VariablesDialog } from "./variables-dialog.tsx";

interface Draft {
  name: string;
  description: string;
  variables: DashboardVariable[];
  tiles: DashboardTile[];
}

/** A dashboard while it is changed; nothing is stored before it is saved. */
export function DashboardEditor({ dashboard, onDone }: { dashboard: DashboardDetail; onDone: () => void }) {
  const [params] = useUrlParams();
  const { draft, setDraft, save, isPending, error } = useDraft(dashboard, onDone);
  const [editing, setEditing] = useState<DashboardTile | null>(null);
  const [isNaming, setNaming] = useState(false);
  const { tiles, variables } = draft;
  const setTiles = (next: readonly DashboardTile[]) => setDraft({ ...draft, tiles: flow(next) });
  const put = (tile: DashboardTile) => {
    const isNew = tiles.every(({ id }) => id !== tile.id);
    setTiles(isNew ? [...tiles, tile] : tiles.map((each) => (each.id === tile.id ? tile : each)));
  };
  const actions: TileActions = {
    onEdit: setEditing,
    onCopy: (tile) => setTiles(tiles.flatMap((each) => (each === tile ? [each, { ...each, id: freshId(tiles) }] : [each]))),
    onMove: (tile, by) => setTiles(moved(tiles, tile.id, by)),
    onRemove: (tile) => setTiles(tiles.filter((each) => each !== tile)),
  };
  return (
    <>
      <div className={styles.editing}>
        <TextInput
          aria-label="Name"
          value={draft.name}
          maxLength={120}
          onChange={(event) => setDraft({ ...draft, name: event.currentTarget.value })}
          className={styles.grow ?? ""}
        />
        <Button variant="default" leftSection={<IconVariable size={16} />} onClick={() => setNaming(true)}>
          Variables
        </Button>
        <Button variant="default" leftSection={<IconPlus size={16} />} onClick={() => setEditing(newTile(tiles))}>
          Add a tile
        </Button>
        <Button variant="default" onClick={onDone}>
          Cancel
        </Button>
        <Button loading={isPending} disabled={draft.name.trim() === ""} onClick={save}>
          Save
        </Button>
      </div>
      <FormError message={error ? describeError(error).message : null} />
      {tiles.length === 0 ? (
        <EmptyState title="Add a tile to begin with" />
      ) : (
        <TileGrid tiles={tiles} choices={readChoices(params, variables)} actions={actions} />
      )}
      {editing && <TileDialog key={editing.id} tile={editing} onSave={put} onClose={() => setEditing(null)} />}
      {isNaming && (
        <VariablesDialog
          variables={variables}
          onSave={(next) => setDraft({ ...draft, variables: next })}
          onClose={() => setNaming(false)}
        />
      )}
    </>
  );
}

function useDraft(dashboard: DashboardDetail, onDone: () => void) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { id, name, description, variables, updatedAt } = dashboard;
  const [draft, setDraft] = useState<Draft>({ name, description, variables, tiles: inReadingOrder(dashboard.tiles) });
  const update = useMutation(
    trpc.dashboards.update.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries(trpc.dashboards.pathFilter());
        onDone();
      },
    }),
  );
  const save = () => update.mutate({ id, updatedAt, ...draft });
  return { draft, setDraft, save, isPending: update.isPending, error: update.error };
}

function newTile(tiles: readonly DashboardTile[]): DashboardTile {
  const size = { x: 0, y: 0, width: DASHBOARD_COLUMNS / 2, height: 4 };
  return { id: freshId(tiles), title: "", kind: "line", ...size, queries: [], text: "" };
}
