import type { LoadTestDetail } from "@plimsoll/core";
import { ConsoleLink } from "../../components/console-link.tsx";
import { StatusBadge } from "../../components/status-badge.tsx";
import styles from "./load-tests.module.css";

/** A host of the script, and whether anything may be sent there; a closed one leads to where it is opened. */
export function TargetState({ target }: { target: LoadTestDetail["targets"][number] }) {
  const { origin, open, reason } = target;
  return (
    <span className={styles.target}>
      <span className="mono">{origin}</span>
      {open ? (
        <StatusBadge tone="ok">open</StatusBadge>
      ) : (
        <ConsoleLink href="/settings/targets" title={reason ?? undefined}>
          <StatusBadge tone="error">closed: open it in Settings</StatusBadge>
        </ConsoleLink>
      )}
    </span>
  );
}
