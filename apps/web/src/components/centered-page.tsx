import type { ReactNode } from "react";
import styles from "./centered-page.module.css";
import { Mark } from "./mark.tsx";

/** A page outside the console's frame: sign-in, set-up, not found. */
export function CenteredPage({ title, children }: { title: string; children: ReactNode }) {
  return (
    <main className={styles.page}>
      <div className={styles.brand}>
        <Mark size={24} />
        <span>Plimsoll</span>
      </div>
      <section className={styles.card} aria-labelledby="page-title">
        <h1 id="page-title">{title}</h1>
        {children}
      </section>
    </main>
  );
}
