import type { ScoreSheet } from "@plimsoll/core";
import { ConsoleLink } from "../../../components/console-link.tsx";
import { findingsHref } from "../../../lib/security-links.ts";
import { GradeMark } from "../parts/grade-mark.tsx";
import { SeverityBadge } from "../parts/severity-badge.tsx";
import security from "../security.module.css";
import styles from "./target.module.css";

interface ScoreSheetViewProps {
  sheet: ScoreSheet;
  targetId: string;
}

/** The grade with all that went into it: nobody has to believe a letter. */
export function ScoreSheetView({ sheet, targetId }: ScoreSheetViewProps) {
  const { score, grade, cap, rules } = sheet;
  // What is only good to know takes nothing away.
  const deductions = sheet.deductions.filter(({ points }) => points !== 0);
  if (score === null) {
    return <p className={security.none}>The first scan gives it a grade, and says here what it is made of.</p>;
  }
  return (
    <>
      <div className={styles.score}>
        <GradeMark grade={grade} score={score} large />
        <div>
          <p className={styles.points}>{score} of 100 points</p>
          <p className="muted">
            {cap ?? (deductions.length === 0 ? "Nothing was taken away" : "What was taken away:")}
          </p>
        </div>
      </div>
      {deductions.length > 0 && <Deductions deductions={deductions} targetId={targetId} />}
      <details className={styles.rules}>
        <summary>How grades are given</summary>
        <ul>
          {rules.map((rule) => (
            <li key={rule}>{rule}</li>
          ))}
        </ul>
      </details>
    </>
  );
}

function Deductions({ deductions, targetId }: Pick<ScoreSheet, "deductions"> & { targetId: string }) {
  return (
    <table className={styles.deductions} aria-label="Points taken away">
      <tbody>
        {deductions.map(({ checkId, title, severity, findings, points }) => (
          <tr key={`${checkId} ${severity}`}>
            <th scope="row">
              <ConsoleLink href={findingsHref({ target: targetId, check: checkId })}>{title}</ConsoleLink>
              {findings > 1 && <span className="muted"> × {findings}</span>}
            </th>
            <td>
              <SeverityBadge severity={severity} />
            </td>
            <td>−{Math.abs(points)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
