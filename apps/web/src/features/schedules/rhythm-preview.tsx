"use client";

import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, skipToken, useQuery } from "@tanstack/react-query";
import { describeError, useTRPC } from "../../lib/trpc.tsx";
import { describeRhythm } from "./describe-rhythm.ts";
import { RunTimes } from "./next-runs.tsx";
import type { Rhythm } from "./schedule-draft.ts";
import styles from "./schedules.module.css";

const RUNS_SHOWN = 5;

/** The rhythm in words and the next five runs, as the one who types changes it. */
export function RhythmPreview({ rhythm }: { rhythm: Rhythm | null }) {
  const trpc = useTRPC();
  const [settled] = useDebouncedValue(rhythm, 200);
  const preview = useQuery({
    ...trpc.schedules.preview.queryOptions(settled ?? skipToken),
    placeholderData: keepPreviousData,
    retry: false,
  });
  const isCron = rhythm !== null && "cron" in rhythm;
  const words = rhythm && describeRhythm(isCron ? { cron: rhythm.cron, everyMs: null } : { cron: null, ...rhythm });
  return (
    <div className={styles.preview} aria-live="polite">
      {rhythm === null && <p className="muted">Say when it runs to see its next runs here.</p>}
      {rhythm !== null && preview.error && <p role="alert">{describeError(preview.error).message}</p>}
      {rhythm !== null && !preview.error && preview.data && (
        <>
          <p>
            <strong>{words}</strong>
            {isCron && <span className="muted"> in {rhythm.timezone}</span>}
          </p>
          <RunTimes runs={preview.data.nextRuns.slice(0, RUNS_SHOWN)} timezone={isCron ? rhythm.timezone : "UTC"} />
        </>
      )}
    </div>
  );
}
