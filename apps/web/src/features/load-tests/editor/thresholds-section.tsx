"use client";

import { ActionIcon, Button } from "@mantine/core";
import type { LoadMode } from "@plimsoll/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { nextId, type ScriptDraft } from "../model/draft.ts";
import { suggestThresholds } from "../model/threshold-suggestions.ts";
import styles from "./editor.module.css";
import { TextField } from "./fields.tsx";
import { useIssues } from "./issues-context.tsx";
import { AddButton } from "./rows-editor.tsx";
import { Section } from "./section.tsx";

interface ThresholdsSectionProps {
  mode: LoadMode;
  thresholds: ScriptDraft["thresholds"];
  onChange: (thresholds: ScriptDraft["thresholds"]) => void;
}

/** What must hold for a run to pass; typed as text, judged while it is typed, or taken with a click. */
export function ThresholdsSection({ mode, thresholds, onChange }: ThresholdsSectionProps) {
  const issues = useIssues();
  const wrong = issues.at(["thresholds"]);
  const add = (text: string) => onChange([...thresholds, { id: nextId(), text }]);
  const note = mode === "capacity" ? "the search ends where one of them breaks" : "a run passes when all hold";
  return (
    <Section title="Thresholds" note={note}>
      <div className={styles.rows}>
        {thresholds.map(({ id, text }, index) => (
          <div key={id} className={styles.threshold}>
            <TextField
              className={styles.code ?? ""}
              aria-label={`Threshold ${index + 1}`}
              placeholder="p95 < 250ms over 10s abort"
              maxLength={200}
              at={["thresholds", index]}
              value={text}
              onChange={(next) => onChange(thresholds.map((other) => (other.id === id ? { id, text: next } : other)))}
            />
            <ActionIcon
              aria-label={`Remove threshold ${index + 1}`}
              onClick={() => onChange(thresholds.filter((other) => other.id !== id))}
            >
              <IconX size={16} aria-hidden="true" />
            </ActionIcon>
          </div>
        ))}
        {wrong && <p className={styles.wrong}>{wrong}</p>}
        <Suggestions mode={mode} present={thresholds} onAdd={add} />
      </div>
    </Section>
  );
}

interface SuggestionsProps {
  mode: LoadMode;
  present: ScriptDraft["thresholds"];
  onAdd: (text: string) => void;
}

/** An empty one, or one of those that suit the mode. */
function Suggestions({ mode, present, onAdd }: SuggestionsProps) {
  const texts = present.map((threshold) => threshold.text);
  return (
    <div className={styles.suggestions}>
      <AddButton label="Threshold" onClick={() => onAdd("")} />
      {suggestThresholds(mode, texts).map(({ text, words }) => (
        <Button
          key={text}
          variant="default"
          size="compact-xs"
          className={styles.suggestion ?? ""}
          title={words}
          aria-label={`Add threshold ${text}: ${words}`}
          leftSection={<IconPlus size={12} aria-hidden="true" />}
          onClick={() => onAdd(text)}
        >
          {text}
        </Button>
      ))}
    </div>
  );
}
