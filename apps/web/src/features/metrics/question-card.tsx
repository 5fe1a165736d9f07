"use client";

import { ActionIcon, Tooltip } from "@mantine/core";
import { IconCopy, IconLayoutDashboard, IconX } from "@tabler/icons-react";
import { useState } from "react";
import { IconAction } from "../../components/action-button.tsx";
import { plural } from "../../lib/format.ts";
import { AddToDashboard } from "../dashboards/add-to-dashboard.tsx";
import { MetricChart } from "./metric-chart.tsx";
import { kindWord } from "./metric-picker.tsx";
import styles from "./metrics.module.css";
import type { Question } from "./model/question.ts";
import { QuestionFields } from "./question-fields.tsx";
import { useMetric } from "./use-metric-names.ts";

interface QuestionCardProps {
  question: Question;
  onChange: (question: Question) => void;
  onCopy: (() => void) | undefined;
  onRemove: () => void;
}

/** One metric: what is asked of it, and the answer. */
export function QuestionCard({ question, onChange, onCopy, onRemove }: QuestionCardProps) {
  const { metric } = question;
  const item = useMetric(metric);
  return (
    <section className={styles.card} aria-label={metric}>
      <div className={styles.bar}>
        <QuestionFields question={question} onChange={onChange} />
        <CardTools question={question} onCopy={onCopy} onRemove={onRemove} />
      </div>
      {item && (
        <p className={styles.facts}>
          {[kindWord(item), item.unit, plural(item.series, "series", "series"), item.description]
            .filter(Boolean)
            .join(" · ")}
        </p>
      )}
      {item === null && <p className={styles.facts}>Nothing of this metric was sent in this time range.</p>}
      <MetricChart question={question} />
    </section>
  );
}

function CardTools({ question, onCopy, onRemove }: Pick<QuestionCardProps, "question" | "onCopy" | "onRemove">) {
  const [isKeeping, setKeeping] = useState(false);
  const { metric } = question;
  return (
    <span className={styles.tools}>
      <IconAction
        needs="member"
        label={`Put ${metric} on a dashboard`}
        hint="Put on a dashboard"
        onClick={() => setKeeping(true)}
      >
        <IconLayoutDashboard size={16} aria-hidden="true" />
      </IconAction>
      {isKeeping && <AddToDashboard question={question} onClose={() => setKeeping(false)} />}
      {onCopy && (
        <Tooltip label="Ask the same again, to change it">
          <ActionIcon variant="subtle" aria-label={`Copy ${metric}`} onClick={onCopy}>
            <IconCopy size={16} aria-hidden="true" />
          </ActionIcon>
        </Tooltip>
      )}
      <ActionIcon variant="subtle" aria-label={`Remove ${metric}`} onClick={onRemove}>
        <IconX size={16} aria-hidden="true" />
      </ActionIcon>
    </span>
  );
}
