"use client";

import { ActionIcon, Button, Group, Modal, Select, Stack, Textarea, TextInput } from "@mantine/core";
import { type DashboardTile, type DashboardTileKind, dashboardTileKindSchema } from "@plimsoll/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useState } from "react";
import { MetricPicker } from "../metrics/metric-picker.tsx";
import { QuestionFields, questionOf } from "../metrics/question-card.tsx";
import styles from "./dashboards.module.css";

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

interface TileDialogProps {
  tile: DashboardTile;
  onSave: (tile: DashboardTile) => void;
  onClose: () => void;
}

/** Asks what a tile shows. */
export function TileDialog({ tile, onSave, onClose }: TileDialogProps) {
  const [draft, setDraft] = useState(tile);
  const set = (change: Partial<DashboardTile>) => setDraft({ ...draft, ...change });
  const isText = draft.kind === "text";
  const isReady = isText ? draft.text.trim() !== "" : draft.queries.length > 0;
  const save = () => {
    onSave(isText ? { ...draft, queries: [] } : { ...draft, text: "" });
    onClose();
  };
  return (
    <Modal opened onClose={onClose} title={tile.title === "" ? "Tile" : tile.title} size="xl">
      <Stack gap={16}>
        <Group gap={8} align="flex-end">
          <TextInput
            label="Title"
            value={draft.title}
            maxLength={120}
            onChange={(event) => set({ title: event.currentTarget.value })}
            className={styles.grow ?? ""}
            data-autofocus
          />
          <Select
            label="Shown as"
            data={dashboardTileKindSchema.options.map((value) => ({ value, label: KINDS[value] }))}
            value={draft.kind}
            allowDeselect={false}
            onChange={(kind) => set({ kind: kind as DashboardTileKind })}
            w={140}
          />
          <SizeSelect label="Width" unit="of 12" sizes={WIDTHS} value={draft.width} onChange={(width) => set({ width })} />
          <SizeSelect label="Height" unit="rows" sizes={HEIGHTS} value={draft.height} onChange={(height) => set({ height })} />
        </Group>
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
          <Queries queries={draft.queries} onChange={(queries) => set({ queries })} />
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

interface QueriesProps {
  queries: DashboardTile["queries"];
  onChange: (queries: DashboardTile["queries"]) => void;
}

function Queries({ queries, onChange }: QueriesProps) {
  const [isAdding, setAdding] = useState(queries.length === 0);
  return (
    <div className={styles.queries}>
      {queries.map((query, index) => (
        // Queries have no id, and their order is the reader's.
        <div key={index} className={styles.query}>
          <QuestionFields
            question={query}
            onChange={(next) => onChange(queries.map((each, at) => (at === index ? { ...each, ...next } : each)))}
          />
          <ActionIcon
            variant="subtle"
            aria-label={`Remove ${query.metric}`}
            onClick={() => onChange(queries.filter((_, at) => at !== index))}
          >
            <IconX size={16} aria-hidden="true" />
          </ActionIcon>
        </div>
      ))}
      {isAdding ? (
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
        >
          Add a metric
        </Button>
      )}
    </div>
  );
}
