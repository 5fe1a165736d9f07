"use client";

import { ActionIcon, Autocomplete, Button, Checkbox, Group, Modal, Stack, TextInput } from "@mantine/core";
import type { DashboardVariable } from "@plimsoll/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useState } from "react";
import { useMetricLabels } from "../metrics/conditions.tsx";
import { MetricPicker } from "../metrics/metric-picker.tsx";
import styles from "./dashboards.module.css";

const MOST = 8;
const NAME = /^[A-Za-z_]\w{0,31}$/;

interface VariablesDialogProps {
  variables: readonly DashboardVariable[];
  onSave: (variables: DashboardVariable[]) => void;
  onClose: () => void;
}

/** Asks which labels can be chosen on the dashboard; `$name` in a filter of a tile stands for what is chosen. */
export function VariablesDialog({ variables, onSave, onClose }: VariablesDialogProps) {
  const [draft, setDraft] = useState<DashboardVariable[]>([...variables]);
  const set = (index: number, change: Partial<DashboardVariable>) =>
    setDraft(draft.map((each, at) => (at === index ? { ...each, ...change } : each)));
  const empty = { name: `v${draft.length + 1}`, label: "service", metric: "", multiple: true };
  return (
    <Modal opened onClose={onClose} title="Variables" size={960}>
      <Stack gap={16}>
        <p className={styles.about}>
          Each is a choice at the head of the dashboard. A tile's filter with the value <code>$name</code> reads what is
          chosen there, and everything while nothing is.
        </p>
        {draft.map((variable, index) => (
          // A variable's name is what is being typed.
          <VariableRow
            key={index}
            variable={variable}
            onChange={(change) => set(index, change)}
            onRemove={() => setDraft(draft.filter((_, at) => at !== index))}
          />
        ))}
        <Button
          variant="subtle"
          leftSection={<IconPlus size={16} aria-hidden="true" />}
          disabled={draft.length >= MOST}
          style={{ alignSelf: "start" }}
          onClick={() => setDraft([...draft, empty])}
        >
          Add a variable
        </Button>
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            disabled={!isComplete(draft)}
            onClick={() => {
              onSave(draft);
              onClose();
            }}
          >
            Done
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function isComplete(variables: readonly DashboardVariable[]): boolean {
  const names = new Set(variables.map(({ name }) => name));
  return (
    names.size === variables.length &&
    variables.every(({ name, label, metric }) => NAME.test(name) && label !== "" && metric !== "")
  );
}

interface VariableRowProps {
  variable: DashboardVariable;
  onChange: (change: Partial<DashboardVariable>) => void;
  onRemove: () => void;
}

function VariableRow({ variable, onChange, onRemove }: VariableRowProps) {
  const { name, label, metric, multiple } = variable;
  const labels = useMetricLabels(metric);
  return (
    <div className={styles.row}>
      <TextInput
        label="Name"
        value={name}
        error={NAME.test(name) ? null : "letters, digits and _"}
        onChange={(event) => onChange({ name: event.currentTarget.value })}
        w={120}
      />
      <MetricPicker
        key={metric}
        label="Metric that has the label"
        value={metric}
        onPick={(item) => onChange({ metric: item.name })}
      />
      <Autocomplete label="Label" data={labels} value={label} onChange={(next) => onChange({ label: next })} w={200} />
      <Checkbox
        size="xs"
        className={styles.check ?? ""}
        label="several"
        checked={multiple}
        onChange={(event) => onChange({ multiple: event.currentTarget.checked })}
      />
      <ActionIcon variant="subtle" aria-label={`Remove ${name}`} onClick={onRemove}>
        <IconX size={16} aria-hidden="true" />
      </ActionIcon>
    </div>
  );
}
