"use client";

import { Button } from "@mantine/core";
import type { LoadRunView } from "@plimsoll/core";
import { IconPencil } from "@tabler/icons-react";
import { useMemo } from "react";
import { CodeBlock } from "../../../components/code-block.tsx";
import { ConsoleLink } from "../../../components/console-link.tsx";
import { editLoadTestHref } from "../../../lib/load-links.ts";
import { RunAgainButton } from "./run-actions.tsx";
import styles from "./run.module.css";

/** What was run, to the letter, as the CLI and the API take it. */
export function ScriptTab({ view }: { view: LoadRunView }) {
  const text = useMemo(() => JSON.stringify(view.script, null, 2), [view.script]);
  const { testId } = view.run;
  return (
    <>
      <div className={styles.scriptActions}>
        <RunAgainButton view={view} />
        {testId && (
          <Button
            component={ConsoleLink}
            href={editLoadTestHref(testId)}
            variant="default"
            leftSection={<IconPencil size={16} aria-hidden="true" />}
          >
            Edit test
          </Button>
        )}
        <span className="muted">
          {testId
            ? "As it was when the run began; the test may have changed since."
            : "This run belongs to no saved test."}
        </span>
      </div>
      <div className={styles.script}>
        <CodeBlock label="script of the run" text={text} />
      </div>
    </>
  );
}
