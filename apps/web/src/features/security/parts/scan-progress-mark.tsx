import { Progress } from "@mantine/core";
import type { ScanItem } from "@plimsoll/core";
import { StatusBadge } from "../../../components/status-badge.tsx";
import { formatPercent } from "../../../lib/format.ts";
import { isUnderWay, scanStateWords } from "../model/scan-states.ts";
import styles from "../security.module.css";

type Shown = Pick<ScanItem, "targetName" | "state" | "stopped" | "progress">;

/** A scan's state; while it is under way, how far it has come as well. */
export function ScanProgressMark({ scan }: { scan: Shown }) {
  const { word, tone } = scanStateWords(scan);
  return (
    <span className={styles.progress}>
      <StatusBadge tone={tone}>{word}</StatusBadge>
      {isUnderWay(scan) && scan.progress !== null && (
        <>
          <Progress
            className={styles.bar ?? ""}
            value={scan.progress * 100}
            size={4}
            transitionDuration={150}
            aria-label={`Progress of the scan of ${scan.targetName}`}
          />
          <span className="muted">{formatPercent(Math.floor(scan.progress * 100) / 100)}</span>
        </>
      )}
    </span>
  );
}
