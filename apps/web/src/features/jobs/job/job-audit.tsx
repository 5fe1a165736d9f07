"use client";

import type { AuditItem } from "@plimsoll/core";
import { Fragment } from "react";
import { RelativeTime } from "../../../components/values.tsx";
import styles from "./job.module.css";

const WORDS: Record<string, string> = {
  "job.retry": "retried it",
  "job.edit": "edited the payload and retried it",
  "job.promote": "set it to run now",
  "job.cancel": "stopped it",
  "job.discard": "discarded it",
};
const DETAILS: Record<string, string> = { payloadBefore: "Payload before", payload: "Payload after" };

const ORDER = Object.keys(DETAILS);
/** Before comes before after, whatever order the store keeps. */
const placeOf = (key: string) => (ORDER.includes(key) ? ORDER.indexOf(key) : ORDER.length);

/** Who did what to the job, newest first. */
export function JobAudit({ entries }: { entries: readonly AuditItem[] }) {
  if (entries.length === 0) return <p className={styles.none}>Nobody has touched this job.</p>;
  return (
    <ol className={styles.audit}>
      {entries.map((entry) => {
        const details = Object.entries(entry.detail).sort(([a], [b]) => placeOf(a) - placeOf(b));
        return (
          <li key={`${entry.at} ${entry.action}`}>
            <strong>{entry.actor}</strong> {WORDS[entry.action] ?? entry.action}{" "}
            <span className="muted">
              <RelativeTime at={entry.at} />
            </span>
            {details.length > 0 && (
              <details>
                <summary>What changed</summary>
                <dl>
                  {details.map(([key, value]) => (
                    <Fragment key={key}>
                      <dt>{DETAILS[key] ?? key}</dt>
                      <dd>{typeof value === "string" ? value : JSON.stringify(value)}</dd>
                    </Fragment>
                  ))}
                </dl>
              </details>
            )}
          </li>
        );
      })}
    </ol>
  );
}
