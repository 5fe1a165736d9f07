"use client";

import { useDeferredValue, useMemo } from "react";
import { plannableOf } from "../model/plannable.ts";
import { AboutSection } from "./about-section.tsx";
import { DataSection } from "./data-section.tsx";
import styles from "./editor.module.css";
import { HttpSection } from "./http-section.tsx";
import { LoadSection } from "./load-section.tsx";
import { PlanPreview } from "./plan-preview.tsx";
import { ScenariosSection } from "./scenarios-section.tsx";
import { ThresholdsSection } from "./thresholds-section.tsx";
import type { Editor } from "./use-editor.ts";

/** The test as a form; beside it, where there is room, what a run of it sends. */
export function EditorForm({ editor, nameError }: { editor: Editor; nameError: string | null }) {
  const { draft, change, patchScript } = editor;
  const { script } = draft;
  const settled = useDeferredValue(script);
  const plannable = useMemo(() => plannableOf(settled), [settled]);
  return (
    <div className={styles.form}>
      <div className={styles.column}>
        <AboutSection draft={draft} nameError={nameError} onChange={change} />
        <LoadSection load={script.load} onChange={(load) => patchScript({ load })} />
        <ScenariosSection scenarios={script.scenarios} onChange={(scenarios) => patchScript({ scenarios })} />
        <DataSection script={script} onChange={patchScript} />
        <HttpSection script={script} onChange={patchScript} />
      </div>
      <div className={styles.aside}>
        <PlanPreview script={plannable} />
        <ThresholdsSection
          mode={script.load.mode}
          thresholds={script.thresholds}
          onChange={(thresholds) => patchScript({ thresholds })}
        />
      </div>
    </div>
  );
}
