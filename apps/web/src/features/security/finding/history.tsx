import type { FindingEvent } from "@plimsoll/core";
import { ConsoleLink } from "../../../components/console-link.tsx";
import { StatusBadge } from "../../../components/status-badge.tsx";
import { RelativeTime } from "../../../components/values.tsx";
import { scanHref } from "../../../lib/security-links.ts";
import { eventWords } from "../model/finding-states.ts";
import styles from "./finding.module.css";

/** What happened to a finding, newest first: by scans, by people, by the calendar. */
export function History({ events }: { events: readonly FindingEvent[] }) {
  return (
    <ol className={styles.history} aria-label="History">
      {events.map((event) => {
        const { word, tone } = eventWords(event.kind);
        return (
          <li key={event.id}>
            <span className={styles.event}>
              <StatusBadge plain tone={tone}>
                {word}
              </StatusBadge>
              <span className={styles.by}>
                <RelativeTime at={event.at} />
                {event.actor !== null && ` by ${event.actor}`}
                {event.scanId !== null && (
                  <>
                    {", "}
                    <ConsoleLink href={scanHref(event.scanId)}>scan</ConsoleLink>
                  </>
                )}
              </span>
            </span>
            {event.text !== null && <p>{event.text}</p>}
          </li>
        );
      })}
    </ol>
  );
}
