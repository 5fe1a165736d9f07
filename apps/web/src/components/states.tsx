"use client";

import { Button, Skeleton } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { describeError } from "../lib/trpc.tsx";
import styles from "./states.module.css";

/** Says what will appear here, and the one thing that makes it so. */
export function EmptyState({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className={styles.empty}>
      <p className={styles.title}>{title}</p>
      {children}
    </div>
  );
}

/** Says what failed and offers another try. `what` completes "… could not be loaded". */
export function ErrorState({
  error,
  what,
  onRetry,
}: {
  error: unknown;
  what: string;
  onRetry?: (() => void) | undefined;
}) {
  const { status, message } = describeError(error);
  return (
    <div className={styles.error} role="alert">
      <p className={styles.title}>
        <IconAlertTriangle size={16} aria-hidden="true" /> {what} could not be loaded
      </p>
      <p>{message}</p>
      {onRetry && status !== 403 && (
        <Button variant="default" onClick={onRetry}>
          Try again
        </Button>
      )}
    </div>
  );
}

/** Grey rows in the place of a table that is loading. */
export function TableSkeleton({ rows = 8 }: { rows?: number }) {
  return (
    <div role="status" aria-busy="true" aria-label="Loading">
      {Array.from({ length: rows }, (_, index) => (
        // The rows are all alike and never move.
        <div key={index} className={styles.row}>
          <Skeleton height={10} width={`${38 - ((index * 7) % 19)}%`} />
          <Skeleton height={10} width="12%" />
          <Skeleton height={10} width="12%" />
        </div>
      ))}
    </div>
  );
}

/** A grey area in the place of a chart that is loading. */
export function ChartSkeleton({ height = 180 }: { height?: number }) {
  return <Skeleton height={height} role="status" aria-busy="true" aria-label="Loading" />;
}
