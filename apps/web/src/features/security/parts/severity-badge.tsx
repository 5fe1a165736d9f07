import type { Severity } from "@plimsoll/core";
import { severityLevel } from "../model/severity.ts";
import styles from "./severity.module.css";

const BARS = [1, 2, 3, 4];

/** A severity as bars, word and colour together. */
export function SeverityBadge({ severity }: { severity: Severity }) {
  return (
    <span className={styles.badge} data-severity={severity}>
      <SeverityBars severity={severity} />
      <span>{severity}</span>
    </span>
  );
}

/** The picture alone, where the word stands elsewhere: four bars for critical, none filled for info. */
function SeverityBars({ severity }: { severity: Severity }) {
  const level = severityLevel(severity);
  return (
    <svg width="14" height="12" viewBox="0 0 14 12" className={styles.bars} aria-hidden="true">
      {BARS.map((bar) => (
        <rect
          key={bar}
          x={(bar - 1) * 3.5}
          y={12 - bar * 3}
          width="2.5"
          height={bar * 3}
          rx="0.75"
          data-on={bar <= level || undefined}
        />
      ))}
    </svg>
  );
}
