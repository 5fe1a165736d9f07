import type { StatusTone } from "../../../components/status-badge.tsx";
import styles from "./parts.module.css";

interface GradeMarkProps {
  /** `A` to `F`; null while nothing was scanned. */
  grade: string | null;
  score: number | null;
  large?: boolean;
}

function toneOf(grade: string | null): StatusTone {
  if (grade === null) return "unknown";
  if (/^[AB]/.test(grade)) return "ok";
  return /^[CD]/.test(grade) ? "warn" : "error";
}

/** A target's grade, the score behind it on hover. */
export function GradeMark({ grade, score, large }: GradeMarkProps) {
  const words =
    grade === null ? "Not graded: nothing was scanned yet" : `Grade ${grade}, ${score ?? "?"} of 100 points`;
  return (
    <span
      className={styles.grade}
      data-tone={toneOf(grade)}
      data-large={large || undefined}
      role="img"
      aria-label={words}
      title={words}
    >
      {grade ?? "–"}
    </span>
  );
}
