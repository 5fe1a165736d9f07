import { SEVERITIES, type Severity } from "@plimsoll/core";
import { countWords } from "../model/severity.ts";
import styles from "./severity.module.css";

/** How many of each severity, side by side, worst first: zero is seen as zero, in its place. */
export function SeverityCounts({ counts }: { counts: Readonly<Record<Severity, number>> }) {
  return (
    <span className={styles.counts} role="img" aria-label={countWords(counts)} title={countWords(counts)}>
      {SEVERITIES.map((severity) => (
        <span
          key={severity}
          className={styles.count}
          data-severity={severity}
          data-none={counts[severity] === 0 || undefined}
        >
          {counts[severity]}
          <abbr>{severity.charAt(0).toUpperCase()}</abbr>
        </span>
      ))}
    </span>
  );
}
