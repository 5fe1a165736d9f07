"use client";

import { UnstyledButton } from "@mantine/core";
import type { ScanChange, ScanChanges } from "@plimsoll/core";
import { useUrlParams } from "../../../lib/use-url-params.ts";
import { scanChangeOf } from "../model/finding-filter.ts";
import { scanChangeWords } from "../model/finding-states.ts";
import styles from "./scan.module.css";

const FIGURES: readonly { change: ScanChange; key: keyof ScanChanges }[] = [
  { change: "new", key: "new" },
  { change: "reopened", key: "reopened" },
  { change: "fixed", key: "fixed" },
  { change: "unchanged", key: "unchanged" },
  { change: "not-assessed", key: "notAssessed" },
];

/** What changed since the scan before, counted; a figure shows its findings alone, or all again. */
export function ChangeFigures({ changes }: { changes: ScanChanges }) {
  const [params, update] = useUrlParams();
  const chosen = scanChangeOf(params.get("change"));
  return (
    <div className={styles.figures} role="group" aria-label="Since the scan before">
      {FIGURES.map(({ change, key }) => {
        const { word, tone } = scanChangeWords(change);
        const count = changes[key];
        return (
          <UnstyledButton
            key={change}
            className={styles.figure}
            data-tone={tone}
            data-none={count === 0 || undefined}
            disabled={count === 0}
            aria-pressed={chosen === change}
            onClick={() => update({ change: chosen === change ? null : change }, "replace")}
          >
            {word}
            <strong>{count}</strong>
          </UnstyledButton>
        );
      })}
    </div>
  );
}
