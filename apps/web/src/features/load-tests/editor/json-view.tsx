"use client";

import { Alert, Button, Textarea, UnstyledButton } from "@mantine/core";
import { useDeferredValue, useMemo, useRef } from "react";
import { StatusBadge } from "../../../components/status-badge.tsx";
import { plural } from "../../../lib/format.ts";
import type { Issue } from "../model/issues.ts";
import { offsetOf, type PlacedIssue, placeIssues } from "../model/script-text.ts";
import styles from "./editor.module.css";

interface JsonViewProps {
  text: string;
  issues: readonly Issue[];
  /** Set while the text is not a script: throws it away and shows the form's again. */
  onDrop: (() => void) | null;
  onChange: (text: string) => void;
}

/** The script as JSON, with what is wrong and in which line; a click goes there. */
export function JsonView({ text, issues, onDrop, onChange }: JsonViewProps) {
  const area = useRef<HTMLTextAreaElement>(null);
  const settled = useDeferredValue(text);
  const placed = useMemo(() => placeIssues(settled, issues), [settled, issues]);
  const goTo = ({ place }: PlacedIssue) => {
    const element = area.current;
    if (!element || !place) return;
    const offset = offsetOf(element.value, place);
    element.focus();
    element.setSelectionRange(offset, offset);
    // The text does not wrap, so that a line of it is a line on the screen.
    element.scrollTop = Math.max(0, (place.line - 4) * 20);
  };
  return (
    <div className={styles.json}>
      <div className={styles.jsonIssues} aria-live="polite">
        {placed.length === 0 ? (
          <StatusBadge tone="ok">a script that can run</StatusBadge>
        ) : (
          <Alert color="red" title={`${plural(placed.length, "thing is", "things are")} wrong`}>
            <IssueList issues={placed.slice(0, 20)} onGo={goTo} />
            {onDrop && (
              <Button variant="default" size="compact-xs" mt={8} onClick={onDrop}>
                Back to what the form says
              </Button>
            )}
          </Alert>
        )}
      </div>
      <Textarea
        ref={area}
        className={styles.jsonText ?? ""}
        aria-label="The script as JSON"
        wrap="off"
        rows={34}
        spellCheck={false}
        value={text}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    </div>
  );
}

/** What is wrong, a line each, from top to bottom. */
function IssueList({ issues, onGo }: { issues: readonly PlacedIssue[]; onGo: (issue: PlacedIssue) => void }) {
  return (
    <ul>
      {issues.map((issue) => (
        <li key={issue.path}>
          <UnstyledButton className={styles.jump} disabled={!issue.place} onClick={() => onGo(issue)}>
            {issue.place && <span className="mono">{`line ${issue.place.line}`}</span>}
            {issue.path && <span className="mono">{issue.path}</span>}
            <span>{issue.message}</span>
          </UnstyledButton>
        </li>
      ))}
    </ul>
  );
}
