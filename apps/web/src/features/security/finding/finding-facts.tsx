"use client";

import type { CheckInfo, FindingDetail } from "@plimsoll/core";
import { useState } from "react";
import { RowAction } from "../../../components/action-button.tsx";
import { ConsoleLink } from "../../../components/console-link.tsx";
import { CopyableId } from "../../../components/copyable-id.tsx";
import { RelativeTime } from "../../../components/values.tsx";
import { findingsHref, scanHref, securityTargetHref } from "../../../lib/security-links.ts";
import { OwnerDialog } from "../findings/owner-dialog.tsx";
import { referencesOf } from "../model/checks.ts";
import { SUPPRESSIONS } from "../model/finding-states.ts";
import { Fact } from "../parts/fact.tsx";
import security from "../security.module.css";
import { DueDialog } from "./due-dialog.tsx";
import styles from "./finding.module.css";

/** Who has it, until when, since when it is known, and what it is called elsewhere. */
export function FindingFacts({ finding }: { finding: FindingDetail }) {
  const { suppression, check, fixedAt, reopenedAt } = finding;
  return (
    <dl className={styles.facts}>
      {suppression && (
        <Fact name="Set aside">
          <SetAside suppression={suppression} />
        </Fact>
      )}
      <Fact name="Owner">
        <Owner finding={finding} />
      </Fact>
      {finding.state === "open" && (
        <Fact name="Due">
          <Due finding={finding} />
        </Fact>
      )}
      <Fact name="First seen">
        <RelativeTime at={finding.firstSeenAt} />
      </Fact>
      <Fact name="Last seen">
        <LastSeen finding={finding} />
      </Fact>
      {fixedAt && (
        <Fact name="Fixed">
          <RelativeTime at={fixedAt} />
        </Fact>
      )}
      {reopenedAt && (
        <Fact name="Came back">
          <RelativeTime at={reopenedAt} />
        </Fact>
      )}
      <Fact name="Target">
        <ConsoleLink href={securityTargetHref(finding.targetId)}>{finding.targetName}</ConsoleLink>
      </Fact>
      {check && <CheckFacts check={check} />}
      <Fact name="Fingerprint">
        <CopyableId id={finding.fingerprint} label="fingerprint" length={12} />
      </Fact>
    </dl>
  );
}

function CheckFacts({ check }: { check: CheckInfo }) {
  return (
    <>
      <Fact name="Check">
        <ConsoleLink href={findingsHref({ check: check.id })} title="All findings of this check">
          {check.title}
        </ConsoleLink>
      </Fact>
      <Fact name="Known as">
        <References check={check} />
      </Fact>
    </>
  );
}

function SetAside({ suppression }: { suppression: NonNullable<FindingDetail["suppression"]> }) {
  return (
    <>
      {SUPPRESSIONS[suppression.kind].word} by {suppression.by} <RelativeTime at={suppression.at} />, open again{" "}
      <RelativeTime at={suppression.expiresAt} />: {suppression.reason}
    </>
  );
}

function Owner({ finding }: { finding: FindingDetail }) {
  const [opened, setOpened] = useState(false);
  return (
    <span className={styles.value}>
      {finding.owner ?? <span className="muted">nobody</span>}
      <RowAction needs="member" aria-label="Change the owner" onClick={() => setOpened(true)}>
        Change
      </RowAction>
      <OwnerDialog opened={opened} ids={[finding.id]} owner={finding.owner} onClose={() => setOpened(false)} />
    </span>
  );
}

function Due({ finding }: { finding: FindingDetail }) {
  const [opened, setOpened] = useState(false);
  return (
    <span className={styles.value}>
      {finding.dueAt === null ? (
        <span className="muted">never</span>
      ) : (
        <span className={finding.isOverdue ? security.late : undefined}>
          <RelativeTime at={finding.dueAt} />
          {finding.isOverdue && ", overdue"}
        </span>
      )}
      <RowAction needs="member" aria-label="Change the due date" onClick={() => setOpened(true)}>
        Change
      </RowAction>
      <DueDialog opened={opened} finding={finding} onClose={() => setOpened(false)} />
    </span>
  );
}

function LastSeen({ finding: { lastSeenAt, lastScanId } }: { finding: FindingDetail }) {
  if (lastScanId === null) return <RelativeTime at={lastSeenAt} />;
  return (
    <ConsoleLink href={scanHref(lastScanId)}>
      <RelativeTime at={lastSeenAt} />
    </ConsoleLink>
  );
}

function References({ check }: { check: CheckInfo }) {
  const references = referencesOf(check);
  if (references.length === 0) return <span className="muted">nothing elsewhere</span>;
  return (
    <ul className={styles.references}>
      {references.map(({ label, href }) => (
        <li key={label}>
          {href === null ? (
            label
          ) : (
            <a href={href} target="_blank" rel="noreferrer">
              {label}
            </a>
          )}
        </li>
      ))}
    </ul>
  );
}
