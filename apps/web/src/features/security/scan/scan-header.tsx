"use client";

import { Progress } from "@mantine/core";
import type { ScanDetail } from "@plimsoll/core";
import { CopyableId } from "../../../components/copyable-id.tsx";
import { PageHeader } from "../../../components/page-header.tsx";
import { StatusBadge, type StatusTone } from "../../../components/status-badge.tsx";
import { RelativeTime } from "../../../components/values.tsx";
import { formatClock } from "../../../lib/format.ts";
import { scanProgress } from "../model/scan-progress.ts";
import { isUnderWay, scanStateWords, triggerWords } from "../model/scan-states.ts";
import { Fact } from "../parts/fact.tsx";
import { GradeMark } from "../parts/grade-mark.tsx";
import security from "../security.module.css";
import { ScanActions } from "./scan-actions.tsx";
import styles from "./scan.module.css";
import type { ScanConnection } from "./use-scan.ts";

interface ScanHeaderProps {
  scan: ScanDetail;
  nowMs: number;
  connection: ScanConnection;
  updatedAtMs: number;
}

/** What the scan is, how it stands in one sentence, and how far it has got. */
export function ScanHeader({ scan, nowMs, connection, updatedAtMs }: ScanHeaderProps) {
  const { word, tone } = scanStateWords(scan);
  const { share, words } = scanProgress(scan, nowMs);
  return (
    <>
      <PageHeader
        title={
          <span className={security.title}>
            Scan of {scan.targetName}
            <StatusBadge tone={tone}>{word}</StatusBadge>
          </span>
        }
        note={scan.message && <span className={styles.message}>{scan.message}</span>}
        actions={<ScanActions scan={scan} />}
      />
      <ScanFacts scan={scan} words={words} />
      {isUnderWay(scan) && (
        <div className={styles.progress}>
          <Progress
            value={(share ?? 1) * 100}
            size={6}
            // Nobody knows how long it waits: a moving bar says that it goes on.
            animated={share === null}
            striped={share === null}
            transitionDuration={150}
            aria-label={`Progress of the scan: ${words}`}
            className={styles.progressBar ?? ""}
          />
          <span>{words}</span>
          <Connection connection={connection} updatedAtMs={updatedAtMs} />
        </div>
      )}
    </>
  );
}

function ScanFacts({ scan, words }: { scan: ScanDetail; words: string }) {
  return (
    <dl className={styles.facts}>
      <Fact name="Profile">{scan.kind === "files" ? "files" : scan.profile}</Fact>
      {scan.build !== null && (
        <Fact name="Build">
          <span className="mono">{scan.build}</span>
        </Fact>
      )}
      <Fact name="Started">
        <RelativeTime at={scan.startedAt ?? scan.createdAt} /> {triggerWords(scan.trigger)} by {scan.startedBy}
      </Fact>
      {!isUnderWay(scan) && <Fact name="Time">{words}</Fact>}
      {scan.grade !== null && (
        <Fact name="Grade">
          <GradeMark grade={scan.grade} score={scan.score} />
        </Fact>
      )}
      <Fact name="Scan">
        <CopyableId id={scan.id} label="scan id" length={8} tail />
      </Fact>
    </dl>
  );
}

const CONNECTIONS: Record<ScanConnection, { tone: StatusTone; word: string }> = {
  over: { tone: "ok", word: "over" },
  connecting: { tone: "info", word: "connecting" },
  live: { tone: "ok", word: "live" },
  quiet: { tone: "warn", word: "no news" },
  reconnecting: { tone: "warn", word: "reconnecting" },
};

/** Whether what is on the page is what happens now, and if not, from when it is. */
function Connection({ connection, updatedAtMs }: { connection: ScanConnection; updatedAtMs: number }) {
  const { tone, word } = CONNECTIONS[connection];
  const isStale = connection === "quiet" || connection === "reconnecting";
  return (
    <span role="status">
      <StatusBadge plain tone={tone}>
        {word}
        {isStale && ` since ${formatClock(updatedAtMs)}`}
      </StatusBadge>
    </span>
  );
}
