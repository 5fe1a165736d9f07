import type { FindingItem } from "@plimsoll/core";
import { ConsoleLink } from "../../../components/console-link.tsx";
import { EmptyState } from "../../../components/states.tsx";
import { RelativeTime } from "../../../components/values.tsx";
import { findingHref } from "../../../lib/security-links.ts";
import { SUPPRESSIONS } from "../model/finding-states.ts";
import { visibleText } from "../model/visible-text.ts";
import { SeverityBadge } from "../parts/severity-badge.tsx";
import styles from "./overview.module.css";

/** Findings that somebody set aside and that are open again soon. */
export function ExpiringList({ findings }: { findings: readonly FindingItem[] }) {
  if (findings.length === 0) {
    return (
      <EmptyState title="None ends soon">
        <p>A finding that was accepted or called a false positive stands here before it opens again by itself.</p>
      </EmptyState>
    );
  }
  return (
    <ul className={styles.list}>
      {findings.map((finding) => (
        <li key={finding.id}>
          <span className={styles.line}>
            <ConsoleLink href={findingHref(finding.id)} className="truncate">
              {visibleText(finding.title)}
            </ConsoleLink>
            <SeverityBadge severity={finding.severity} />
          </span>
          {finding.suppression && (
            <p className={styles.reason}>
              {SUPPRESSIONS[finding.suppression.kind].word} by {finding.suppression.by}, opens again{" "}
              <RelativeTime at={finding.suppression.expiresAt} />: {finding.suppression.reason}
            </p>
          )}
        </li>
      ))}
    </ul>
  );
}
