import type { ScanItem } from "@plimsoll/core";
import { ConsoleLink } from "../../../components/console-link.tsx";
import { RelativeTime } from "../../../components/values.tsx";
import { scanHref } from "../../../lib/security-links.ts";
import { triggerWords } from "../model/scan-states.ts";
import { ScanProgressMark } from "../parts/scan-progress-mark.tsx";
import styles from "./overview.module.css";

/** Scans that run or wait, each with how far it has come. */
export function ActiveScans({ scans }: { scans: readonly ScanItem[] }) {
  return (
    <ul className={styles.list}>
      {scans.map((scan) => (
        <li key={scan.id}>
          <span className={styles.line}>
            <ConsoleLink href={scanHref(scan.id)} className="truncate">
              {scan.targetName}
            </ConsoleLink>
            <ScanProgressMark scan={scan} />
          </span>
          <p className={styles.reason}>
            {scan.profile}, {triggerWords(scan.trigger)}, <RelativeTime at={scan.createdAt} />
          </p>
        </li>
      ))}
    </ul>
  );
}
