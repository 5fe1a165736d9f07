"use client";

import { CopyButton, Tooltip, UnstyledButton } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import styles from "./copyable.module.css";

interface CopyableIdProps {
  id: string;
  label?: string;
  length?: number;
  /** Shows the end instead: ids that begin with the time are all alike in front. */
  tail?: boolean;
}

/** An id, shortened, that a click copies whole. */
export function CopyableId({ id, label = "id", length = 8, tail = false }: CopyableIdProps) {
  const part = tail ? `…${id.slice(-length)}` : `${id.slice(0, length)}…`;
  const short = id.length > length ? part : id;
  return (
    <CopyButton value={id}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? "Copied" : id}>
          <UnstyledButton className={styles.id} onClick={copy} aria-label={`Copy ${label} ${id}`}>
            <span className="mono">{short}</span>
            {copied ? <IconCheck size={12} aria-hidden="true" /> : <IconCopy size={12} aria-hidden="true" />}
          </UnstyledButton>
        </Tooltip>
      )}
    </CopyButton>
  );
}
