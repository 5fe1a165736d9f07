import { Progress } from "@mantine/core";
import type { LoadRunItem } from "@plimsoll/core";
import { formatPercent } from "../../lib/format.ts";
import { isUnderWay } from "./model/run-states.ts";
import { RunState } from "./run-state.tsx";
import styles from "./load-tests.module.css";

/** A run's state; while it is under way, how far it has come as well. */
export function RunProgress({ run }: { run: Pick<LoadRunItem, "name" | "state" | "progress"> }) {
  const { name, state, progress } = run;
  return (
    <span className={styles.progress}>
      <RunState state={state} />
      {isUnderWay(state) && progress !== null && (
        <>
          <Progress
            className={styles.bar ?? ""}
            value={progress * 100}
            size={4}
            transitionDuration={150}
            aria-label={`Progress of ${name}`}
          />
          <span className="muted">{formatPercent(Math.floor(progress * 100) / 100)}</span>
        </>
      )}
    </span>
  );
}
