import styles from "./load-line.module.css";
import { headroomText, headroomTone } from "./model/headroom.ts";

/** How much of the way up to the load line is used, as a bar that ends at the line. */
export function HeadroomGauge({ headroom }: { headroom: number }) {
  const used = Math.min(1, Math.max(0, 1 - headroom));
  return (
    <span
      className={styles.gauge}
      role="img"
      aria-label={`${headroomText(headroom)} headroom below the load line`}
      data-tone={headroomTone(headroom).tone}
    >
      <span style={{ width: `${used * 100}%` }} />
    </span>
  );
}
