"use client";

import { Tooltip, UnstyledButton } from "@mantine/core";
import { useTimeRange } from "../../lib/use-time-range.tsx";
import styles from "./frame.module.css";

/** Whether the page follows the clock. */
export function LiveSwitch() {
  const { live, setLive } = useTimeRange();
  return (
    <Tooltip
      label={
        live ? "The page follows the clock; press to hold it still" : "The page stands still; press to follow the clock"
      }
    >
      <UnstyledButton
        className={styles.live}
        role="switch"
        aria-checked={live}
        aria-label="Live"
        onClick={() => setLive(!live)}
      >
        <span className={styles.liveDot} aria-hidden="true" />
        <span className={styles.wide}>{live ? "Live" : "Paused"}</span>
      </UnstyledButton>
    </Tooltip>
  );
}
