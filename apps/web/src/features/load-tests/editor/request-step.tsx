"use client";

import { NativeSelect, UnstyledButton } from "@mantine/core";
import { loadMethodSchema } from "@plimsoll/core";
import { IconChevronRight } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import type { RequestDraft } from "../model/draft.ts";
import type { Path } from "../model/issues.ts";
import { requestSummary } from "../model/request-summary.ts";
import styles from "./editor.module.css";
import { TextField } from "./fields.tsx";
import { useIssues } from "./issues-context.tsx";
import { RequestDetails } from "./request-details.tsx";

const METHODS = [...loadMethodSchema.options];
const DETAILS = ["headers", "body", "extract", "checks", "name", "timeoutMs"];

interface RequestStepProps {
  step: RequestDraft;
  at: Path;
  menu: ReactNode;
  onChange: (patch: Partial<RequestDraft>) => void;
}

/** Method and URL in a line; headers, body, values and checks folded below it, open while something there is wrong. */
export function RequestStep({ step, at, menu, onChange }: RequestStepProps) {
  const issues = useIssues();
  const [chosen, setChosen] = useState(false);
  const wrong = DETAILS.find((part) => issues.at([...at, part]) !== null || issues.below([...at, part]));
  const opened = chosen || wrong !== undefined;
  const summary = requestSummary(step);
  return (
    <>
      <div className={styles.request}>
        <NativeSelect
          aria-label="Method"
          className={styles.method ?? ""}
          data={METHODS}
          value={step.method}
          onChange={(event) => onChange({ method: event.currentTarget.value })}
        />
        <TextField
          aria-label="URL"
          className={styles.url ?? ""}
          placeholder="/path, or a whole address; {{variable}} is filled in"
          at={[...at, "url"]}
          value={step.url}
          onChange={(url) => onChange({ url })}
        />
        {menu}
      </div>
      <UnstyledButton
        className={styles.more}
        aria-expanded={opened}
        aria-label={`Details of ${step.method} ${step.url}: ${summary}`}
        onClick={() => setChosen(!opened)}
      >
        <IconChevronRight size={14} className={styles.chevron} aria-hidden="true" />
        {summary}
      </UnstyledButton>
      {opened && <RequestDetails step={step} at={at} wrong={wrong ?? null} onChange={onChange} />}
    </>
  );
}
