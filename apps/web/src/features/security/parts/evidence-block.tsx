"use client";

import type { Evidence } from "@plimsoll/core";
import { CodeBlock } from "../../../components/code-block.tsx";
import { visibleText } from "../model/visible-text.ts";
import styles from "./parts.module.css";

/** What was seen at the target, as text and nothing else: no markup, no links, no hidden characters. */
export function EvidenceList({ evidence }: { evidence: readonly Evidence[] }) {
  return (
    <div className={styles.stack}>
      {evidence.map(({ label, text }, index) => (
        // Pieces of evidence never change their places; two of them may be alike.
        <section key={index} aria-label={label}>
          <h3 className={styles.label}>{label}</h3>
          <div className={styles.evidence}>
            <CodeBlock label={label.toLowerCase()} text={visibleText(text)} />
          </div>
        </section>
      ))}
    </div>
  );
}
