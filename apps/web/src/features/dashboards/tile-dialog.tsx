"use client";

import { ActionIcon, Button, Group, Modal, Select, Stack, Textarea, TextInput } from "@mantine/core";
import { type DashboardTile, type DashboardTileKind, dashboardTileKindSchema } from "@plimsoll/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useState } from "react";
import { MetricPicker } from "../metrics/metric-picker.tsx";
import { QuestionFields, questionOf } from "../metrics/question-fields.tsx";
import styles from "./dashboards.module.css";
import { tileTitle } from "./model/tile-title.ts";
import type { Choices } from "./model/variables.ts";
import { TileView } from "./tile-view.tsx";

const KINDS: Record<DashboardTileKind, string> = {
  line: "Lines",
  area: "Areas",
  bar: "Stacked",
  stat: "Latest value",
  table: "Table",
  text: "Text",
};
const WIDTHS = [3, 4, 6, 8, 12];
const HEIGHTS = [2, 3, 4, 5, 6, 8];
const MOST_QUERIES = 8;
const PREVIEW_PX = 200;

interface TileDialogProps {
  tile: DashboardTile;
  /** Names of the dashboard's variables. */
  variables: readonly string[];
  choices: Choices;
  onSave: (tile: DashboardTile) => void;
  onClose: () => void;
}

/** Asks what a tile shows, and shows it. */
export function TileDialog({ tile, variables, choices, onSave, onClose }: TileDialogProps) {
  const [draft, setDraft] = useState(tile);
  const set = (change: Partial<DashboardTile>) => setDraft({ ...draft, ...change });
  const isText = draft.kind === "text";
  const isReady = isText ? draft.text.trim() !== "" : draft.queries.length > 0;
  const save = () => {
    onSave(isText ? { ...draft, queries: [] } : { ...draft, text: "" });
    onClose();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={tile.queries.length === 0 && tile.text === "" ? "New tile" : "Tile"}
      size={960}
    >
      <Stack gap={16}>
        <Looks draft={draft} onChange={set} />
        {isText ? (
          <Textarea
            label="Text"
            value={draft.text}
            autosize
            minRows={4}
            maxLength={10_000}
            onChange={(event) => set({ text: event.currentTarget.value })}
          />
        ) : (
          <Queries queries={draft.queries} variables={variables} onChange={(queries) => set({ queries })} />
        )}
        {!isText && isReady && (
          <div className={styles.preview}>
            <TileView tile={draft} choices={choices} roomPx={PREVIEW_PX} />
          </div>
        )}
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button onClick={save} disabled={!isReady}>
            Done
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

/** Title, kind and size of the tile. */
function Looks({ draft, onChange }: { draft: DashboardTile; onChange: (change: Partial<DashboardTile>) => void }) {
  const { title, kind, width, height } = draft;
  return (
    <div className={styles.row}>
      <TextInput
        label="Title"
        placeholder={tileTitle({ ...draft, title: "" })}
        value={title}
        maxLength={120}
        onChange={(event) => onChange({ title: event.currentTarget.value })}
        className={styles.grow ?? ""}
        data-autofocus
      />
      <Select
        label="Shown as"
        data={dashboardTileKindSchema.options.map((value) => ({ value, label: KINDS[value] }))}
        value={kind}
        allowDeselect={false}
        onChange={(next) => onChange({ kind: next as DashboardTileKind })}
        w={140}
      />
      <SizeSelect
        label="Width"
        unit="of 12"
        sizes={WIDTHS}
        value={width}
        onChange={(next) => onChange({ width: next })}
      />
      <SizeSelect
        label="Height"
        unit="rows"
        sizes={HEIGHTS}
        value={height}
        onChange={(next) => onChange({ height: next })}
      />
    </div>
  );
}

interface SizeSelectProps {
  label: string;
  unit: string;
  sizes: readonly number[];
  value: number;
  onChange: (value: number) => void;
}

function SizeSelect({ label, unit, sizes, value, onChange }: SizeSelectProps) {
  const choices = [...new Set([...sizes, value])].toSorted((a, b) => a - b);
  return (
    <Select
      label={label}
      data={choices.map((size) => ({ value: String(size), label: `${size} ${unit}` }))}
      value={String(value)}
      allowDeselect={false}
      onChange={(next) => onChange(Number(next))}
      w={110}
    />
  );
}

type Query = DashboardTile["queries"][number];

interface QueriesProps {
  queries: readonly Query[];
  variables: readonly string[];
  onChange: (queries: Query[]) => void;
}

function Queries({ queries, variables, onChange }: QueriesProps) {
  const [isAdding, setAdding] = useState(queries.length === 0);
  return (
    <div className={styles.queries}>
      {queries.map((query, index) => (
        <QueryRow
          // Queries have no id, and their order is the reader's.
          key={index}
          query={query}
          variables={variables}
          isNamed={queries.length > 1}
          onChange={(next) => onChange(queries.map((each, at) => (at === index ? next : each)))}
          onRemove={() => onChange(queries.filter((_, at) => at !== index))}
        />
      ))}
      {isAdding || queries.length === 0 ? (
        <MetricPicker
          value=""
          onPick={(item) => {
            onChange([...queries, { ...questionOf(item), label: "" }]);
            setAdding(false);
          }}
          autoFocus={queries.length > 0}
        />
      ) : (
        <Button
          variant="subtle"
          leftSection={<IconPlus size={16} aria-hidden="true" />}
          disabled={queries.length >= MOST_QUERIES}
          onClick={() => setAdding(true)}
          style={{ justifySelf: "start" }}
        >
          Add a metric
        </Button>
      )}
    </div>
  );
}

interface QueryRowProps {
  query: Query;
  variables: readonly string[];
  /** Whether its lines may need a name of their own. */
  isNamed: boolean;
  onChange: (query: Query) => void;
  onRemove: () => void;
}

function QueryRow({ query, variables, isNamed, onChange, onRemove }: QueryRowProps) {
  return (
    <div className={styles.query}>
      <QuestionFields
        question={query}
        offered={variables.map((name) => `$${name}`)}
        onChange={(next) => onChange({ ...query, ...next })}
      />
      {isNamed && (
        <TextInput
          aria-label={`Name of ${query.metric} in the legend`}
          placeholder="Name in the legend"
          value={query.label}
          maxLength={120}
          onChange={(event) => onChange({ ...query, label: event.currentTarget.value })}
          w={180}
        />
      )}
      <ActionIcon variant="subtle" aria-label={`Remove ${query.metric}`} onClick={onRemove}>
        <IconX size={16} aria-hidden="true" />
      </ActionIcon>
    </div>
  );
}
