import { useId } from "react";
import styles from "./report.module.css";

/** A titled area of what was found. */
export function Panel({ title, note, children }: { title: string; note?: string; children: React.ReactNode }) {
  const id = useId();
  return (
    <section className={styles.panel} aria-labelledby={id}>
      <header>
        <h3 id={id}>{title}</h3>
        {note && <span>{note}</span>}
      </header>
      {children}
    </section>
  );
}
