"use client";

import { UnstyledButton } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import type { BulkAction } from "@plimsoll/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ActionButton } from "../../../components/action-button.tsx";
import { ConfirmDialog } from "../../../components/confirm-dialog.tsx";
import { formatCount, plural } from "../../../lib/format.ts";
import { describeError, useTRPC } from "../../../lib/trpc.tsx";
import jobs from "../jobs.module.css";
import { ACTION_WORDS, actionsOf } from "../model/bulk-words.ts";
import { describeFilter, isNarrowed } from "../model/job-query.ts";
import { stateWords } from "../model/job-states.ts";
import type { JobSelection } from "../model/selection.ts";
import { READ_ONLY } from "../pause-action.tsx";
import styles from "./queue.module.css";
import type { QueueJobsState } from "./use-queue-jobs.ts";

interface BulkBarProps {
  state: QueueJobsState;
  selection: JobSelection;
  /** Jobs of the state, not of the filter. */
  total: number;
  writable: boolean;
  onAll: () => void;
  onClear: () => void;
}

/** What can be done with the chosen jobs, or with everything the filter finds. */
export function BulkBar({ state, selection, total, writable, onAll, onClear }: BulkBarProps) {
  const { search } = state;
  const [asked, setAsked] = useState<BulkAction | null>(null);
  const start = useStartBulk(state, selection, () => {
    setAsked(null);
    onClear();
  });
  const words = chosenWords(state, selection, total);
  const actions = actionsOf(state.state);
  const run = (action: BulkAction) => {
    // A few jobs can be tried again without a question; what reaches further, or destroys, asks first.
    if (action === "discard" || selection.all) setAsked(action);
    else start.mutate(action);
  };
  return (
    <div className={styles.chosen} role="region" aria-label="Chosen jobs">
      <strong aria-live="polite">{words} chosen</strong>
      {!selection.all && search.hasNextPage && (
        <UnstyledButton className={styles.link} onClick={onAll}>
          Choose all the filter finds
        </UnstyledButton>
      )}
      <UnstyledButton className={styles.link} onClick={onClear}>
        Clear
      </UnstyledButton>
      <span className={styles.chosenActions}>
        {actions.map((action) => (
          <ActionButton
            key={action}
            needs={action === "discard" ? "admin" : "member"}
            blocked={writable ? null : READ_ONLY}
            {...(action === "discard" && { variant: "default", className: jobs.danger ?? "" })}
            loading={start.isPending && start.variables === action}
            onClick={() => run(action)}
          >
            {ACTION_WORDS[action].label}
          </ActionButton>
        ))}
      </span>
      <ConfirmDialog
        opened={asked !== null}
        title={asked ? `${ACTION_WORDS[asked].label} ${words}?` : ""}
        action={asked ? ACTION_WORDS[asked].label : ""}
        color={asked === "discard" ? "red" : "sea"}
        {...(asked === "discard" && selection.all && { name: state.filter.queue })}
        pending={start.isPending}
        error={start.error}
        onClose={() => {
          setAsked(null);
          start.reset();
        }}
        onConfirm={() => asked && start.mutate(asked)}
      >
        {asked && <Consequence action={asked} state={state} all={selection.all} />}
      </ConfirmDialog>
    </div>
  );
}

function useStartBulk(state: QueueJobsState, selection: JobSelection, onStarted: () => void) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const start = useMutation(
    trpc.jobBulk.start.mutationOptions({
      onSuccess: async () => {
        onStarted();
        await queryClient.invalidateQueries(trpc.jobBulk.list.pathFilter());
      },
      onError: (error, { action }) => {
        if (action !== "discard" && !selection.all)
          notifications.show({
            color: "red",
            title: `${ACTION_WORDS[action].label} was not started`,
            message: describeError(error).message,
          });
      },
    }),
  );
  const mutate = (action: BulkAction) =>
    start.mutate({ filter: state.filter, action, ...(!selection.all && { ids: [...selection.ids] }) });
  return { ...start, variables: start.variables?.action, mutate };
}

/** "3 failed jobs", "all 412 failed jobs", "all failed jobs with “x” in the error". */
function chosenWords(state: QueueJobsState, selection: JobSelection, total: number): string {
  const { word } = stateWords(state.state);
  if (!selection.all) return plural(selection.ids.size, `${word} job`);
  if (!isNarrowed(state.query)) return `all ${formatCount(total)} ${word} jobs`;
  return `all ${word} jobs ${describeFilter(state.filter)}`;
}

function Consequence({ action, state, all }: { action: BulkAction; state: QueueJobsState; all: boolean }) {
  const reach = all ? " Jobs that come into this state after the start are left alone." : "";
  if (action === "discard") {
    return (
      <p>
        Their payloads, results and logs in <strong>{state.filter.queue}</strong> are deleted and cannot be brought
        back; history keeps only how their attempts went.{reach}
      </p>
    );
  }
  return (
    <p>
      {action === "retry"
        ? "Each runs again with all its attempts, as soon as a worker is free."
        : "Each becomes ready at once instead of at its time."}
      {reach} It runs in the background and can be cancelled.
    </p>
  );
}
