"use client";

import { Button } from "@mantine/core";
import styles from "../load-tests.module.css";

interface MoreRunsProps {
  query: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown };
}

/** Asks for the next page of a list; nothing when there is none. */
export function MoreRuns({ query }: MoreRunsProps) {
  if (!query.hasNextPage) return null;
  return (
    <div className={styles.more}>
      <Button variant="default" loading={query.isFetchingNextPage} onClick={() => query.fetchNextPage()}>
        Earlier runs
      </Button>
    </div>
  );
}
