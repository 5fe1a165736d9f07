"use client";

import type { Overview } from "@plimsoll/core";
import { ConsoleLink } from "../../components/console-link.tsx";
import { EmptyState } from "../../components/states.tsx";
import { StatusBadge } from "../../components/status-badge.tsx";
import { RelativeTime } from "../../components/values.tsx";
import { serviceHref, traceSearchHref } from "../../lib/trace-links.ts";
import styles from "./overview.module.css";

type Concern = Overview["concerns"][number];

const WORDS: Record<Concern["signal"], { tone: "warn" | "error"; word: string }> = {
  errors: { tone: "error", word: "Errors" },
  latency: { tone: "warn", word: "Slow" },
  silent: { tone: "error", word: "Silent" },
};

/** The traces that show what a concern is about. */
function evidenceHref(concern: Concern): string | null {
  if (concern.signal === "errors") return traceSearchHref({ service: concern.service, status: "error" });
  if (concern.signal === "latency") return traceSearchHref({ service: concern.service, minDurationMs: concern.usual });
  return null;
}

/** What deserves a look, worst first, each with the way to its evidence. */
export function Concerns({ concerns }: { concerns: readonly Concern[] }) {
  if (concerns.length === 0) {
    return (
      <EmptyState title="Nothing stands out">
        <p>A service appears here when its errors or its p95 are far from its own usual, or when it falls silent.</p>
      </EmptyState>
    );
  }
  return (
    <ul className={styles.concerns}>
      {concerns.map((concern) => {
        const evidence = evidenceHref(concern);
        const { tone, word } = WORDS[concern.signal];
        return (
          <li key={`${concern.service}-${concern.signal}`}>
            <StatusBadge tone={tone}>{word}</StatusBadge>
            <div>
              <p>
                <ConsoleLink href={serviceHref(concern.service)}>{concern.sentence}</ConsoleLink>
              </p>
              <p className="muted">
                began <RelativeTime at={concern.since} />
                {evidence && (
                  <>
                    {" · "}
                    <ConsoleLink href={evidence}>traces</ConsoleLink>
                  </>
                )}
              </p>
            </div>
          </li>
        );
      })}
    </ul>
  );
}
