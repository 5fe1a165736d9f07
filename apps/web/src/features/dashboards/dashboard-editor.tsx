"use client";

import { Button, TextInput } from "@mantine/core";
import { DASHBOARD_COLUMNS, type DashboardDetail, type DashboardTile } from "@plimsoll/core";
import { IconPlus, IconVariable } from "@tabler/icons-react";
import { useRef, useState } from "react";
import { FormError } from "../../components/form-error.tsx";
import { EmptyState } from "../../components/states.tsx";
import { describeError } from "../../lib/trpc.tsx";
import { useLeaveGuard } from "../../lib/use-leave-guard.tsx";
import { useSaveKey } from "../../lib/use-save-key.ts";
import { useShortcuts } from "../../lib/use-shortcuts.tsx";
import { useUrlParams } from "../../lib/use-url-params.ts";
import styles from "./dashboards.module.css";
import { flow, freshId } from "./model/layout.ts";
import { readChoices } from "./model/variables.ts";
import { TileDialog } from "./tile-dialog.tsx";
import { TileGrid } from "./tile-grid.tsx";
import { tileActions, useDraft } from "./use-draft.ts";
import { VariableBar } from "./variable-bar.tsx";
import { VariablesDialog } from "./variables-dialog.tsx";

/** A dashboard while it is changed; nothing is stored before it is saved. */
export function DashboardEditor({ dashboard, onDone }: { dashboard: DashboardDetail; onDone: () => void }) {
  const [params] = useUrlParams();
  const work = useDraft(dashboard, onDone);
  const [editing, setEditing] = useState<DashboardTile | null>(null);
  const [isNaming, setNaming] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const question = useLeaveGuard(work.unsaved, "this dashboard");
  const { tiles, variables } = work.draft;
  const setTiles = (next: DashboardTile[]) => work.change({ tiles: next });
  const put = (tile: DashboardTile) => {
    const isNew = tiles.every(({ id }) => id !== tile.id);
    setTiles(flow(isNew ? [...tiles, tile] : tiles.map((each) => (each.id === tile.id ? tile : each))));
  };
  const add = () => setEditing(newTile(tiles));
  useShortcuts([{ keys: "a", label: "Add a tile", group: "Dashboard", run: add }]);
  useSaveKey(root, work.save);
  const choices = readChoices(params, variables);
  return (
    <div ref={root}>
      <EditorBar work={work} onAdd={add} onNaming={() => setNaming(true)} onCancel={onDone} />
      <SaveError work={work} />
      <VariableBar variables={variables} choices={choices} />
      {tiles.length === 0 ? (
        <EmptyState title="Add a tile to begin with">
          <p>It draws one or more metrics, shows their latest values, or says something in words.</p>
        </EmptyState>
      ) : (
        <TileGrid tiles={tiles} choices={choices} actions={tileActions(tiles, setTiles, setEditing)} />
      )}
      {editing && (
        <TileDialog
          key={editing.id}
          tile={editing}
          variables={variables.map(({ name }) => name)}
          choices={choices}
          onSave={put}
          onClose={() => setEditing(null)}
        />
      )}
      {isNaming && (
        <VariablesDialog
          variables={variables}
          onSave={(next) => work.change({ variables: next })}
          onClose={() => setNaming(false)}
        />
      )}
      {question}
    </div>
  );
}

interface EditorBarProps {
  work: ReturnType<typeof useDraft>;
  onAdd: () => void;
  onNaming: () => void;
  onCancel: () => void;
}

function EditorBar({ work, onAdd, onNaming, onCancel }: EditorBarProps) {
  const { name, description } = work.draft;
  return (
    <div className={styles.editing}>
      <TextInput
        label="Name"
        value={name}
        maxLength={120}
        onChange={(event) => work.change({ name: event.currentTarget.value })}
        className={styles.grow ?? ""}
      />
      <TextInput
        label="What it is for"
        value={description}
        maxLength={2_000}
        onChange={(event) => work.change({ description: event.currentTarget.value })}
        className={styles.grow ?? ""}
      />
      <Button variant="default" leftSection={<IconVariable size={16} aria-hidden="true" />} onClick={onNaming}>
        Variables
      </Button>
      <Button variant="default" leftSection={<IconPlus size={16} aria-hidden="true" />} onClick={onAdd}>
        Add a tile
      </Button>
      <Button variant="default" onClick={onCancel}>
        Cancel
      </Button>
      <Button loading={work.isPending} disabled={name.trim() === ""} onClick={work.save}>
        Save
      </Button>
    </div>
  );
}

function SaveError({ work }: { work: ReturnType<typeof useDraft> }) {
  if (!work.error) return null;
  return (
    <div className={styles.failed}>
      <FormError message={describeError(work.error).message} />
      {work.replaceTheirs && (
        <Button variant="default" onClick={work.replaceTheirs}>
          Replace theirs with mine
        </Button>
      )}
    </div>
  );
}

function newTile(tiles: readonly DashboardTile[]): DashboardTile {
  const size = { x: 0, y: 0, width: DASHBOARD_COLUMNS / 2, height: 4 };
  return { id: freshId(tiles), title: "", kind: "line", ...size, queries: [], text: "" };
}
