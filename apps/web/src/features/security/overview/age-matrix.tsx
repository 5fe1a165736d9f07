import { type SecurityOverview, SEVERITIES, type Severity } from "@plimsoll/core";
import { ConsoleLink } from "../../../components/console-link.tsx";
import { findingsHref } from "../../../lib/security-links.ts";
import { SeverityBadge } from "../parts/severity-badge.tsx";
import styles from "./overview.module.css";

const SHORT: Record<SecurityOverview["ages"][number]["label"], string> = {
  "0–7 days": "≤ 7 d",
  "8–30 days": "≤ 30 d",
  "31–90 days": "≤ 90 d",
  "over 90 days": "> 90 d",
};

/** Open findings by severity and by how long they have been known; each row leads to its list. */
export function AgeMatrix({ ages, open }: Pick<SecurityOverview, "ages" | "open">) {
  return (
    <table className={styles.ages} aria-label="Open findings by severity and age">
      <thead>
        <tr>
          <td />
          {ages.map(({ label }) => (
            <th key={label} scope="col" title={label}>
              {SHORT[label]}
            </th>
          ))}
          <th scope="col">All</th>
        </tr>
      </thead>
      <tbody>
        {SEVERITIES.map((severity) => (
          <AgeRow
            key={severity}
            severity={severity}
            counts={[...ages.map((age) => age.open[severity]), open[severity]]}
          />
        ))}
      </tbody>
    </table>
  );
}

function AgeRow({ severity, counts }: { severity: Severity; counts: readonly number[] }) {
  return (
    <tr>
      <th scope="row">
        <ConsoleLink href={findingsHref({ severity })}>
          <SeverityBadge severity={severity} />
        </ConsoleLink>
      </th>
      {counts.map((count, index) => (
        // The columns never change their places.
        <td key={index} data-none={count === 0 || undefined}>
          {count}
        </td>
      ))}
    </tr>
  );
}
