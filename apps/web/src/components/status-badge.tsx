import { IconAlertTriangle, IconCircleCheck, IconCircleDashed, IconCircleX, IconInfoCircle } from "@tabler/icons-react";
import type { ReactNode } from "react";
import styles from "./status-badge.module.css";

export type StatusTone = "ok" | "warn" | "error" | "info" | "unknown";

const ICONS = {
  ok: IconCircleCheck,
  warn: IconAlertTriangle,
  error: IconCircleX,
  info: IconInfoCircle,
  unknown: IconCircleDashed,
};

/** A status as icon, word and colour together: never colour alone. */
export function StatusBadge({ tone, children, plain }: { tone: StatusTone; children: ReactNode; plain?: boolean }) {
  const Icon = ICONS[tone];
  return (
    <span className={styles.badge} data-tone={tone} data-plain={plain || undefined}>
      <Icon size={14} stroke={2} aria-hidden="true" />
      <span>{children}</span>
    </span>
  );
}
