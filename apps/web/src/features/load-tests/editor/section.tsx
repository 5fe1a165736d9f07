"use client";

import { Collapse, UnstyledButton } from "@mantine/core";
import { IconChevronRight } from "@tabler/icons-react";
import { type ReactNode, useId, useState } from "react";
import styles from "./editor.module.css";

interface SectionProps {
  title: string;
  note?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

/** A titled part of the form. */
export function Section({ title, note, actions, children }: SectionProps) {
  const id = useId();
  return (
    <section className={styles.section} aria-labelledby={id}>
      <header className={styles.sectionHead}>
        <h2 id={id}>{title}</h2>
        {note && <span className={styles.sectionNote}>{note}</span>}
        {actions && <span className={styles.sectionActions}>{actions}</span>}
      </header>
      <div className={styles.sectionBody}>{children}</div>
    </section>
  );
}

/** A part that most people need not look at: folded, with what it holds in a few words, open while something in it is wrong. */
export function FoldedSection({ title, note, wrong, children }: SectionProps & { wrong: boolean }) {
  const [chosen, setChosen] = useState(false);
  const id = useId();
  const opened = chosen || wrong;
  return (
    <section className={styles.section} aria-labelledby={id}>
      <h2 className={styles.foldedHead}>
        <UnstyledButton className={styles.fold} aria-expanded={opened} onClick={() => setChosen(!opened)}>
          <IconChevronRight size={16} className={styles.chevron} aria-hidden="true" />
          <span id={id}>{title}</span>
          {note && <span className={styles.sectionNote}>{note}</span>}
        </UnstyledButton>
      </h2>
      <Collapse expanded={opened} transitionDuration={120}>
        <div className={styles.foldedBody}>
          <div className={styles.sectionBody}>{children}</div>
        </div>
      </Collapse>
    </section>
  );
}
