"use client";

import { notifications } from "@mantine/notifications";
import { IconPencil, IconPlayerStop, IconPlayerTrackNext, IconRotateClockwise, IconTrash } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { ActionButton } from "../../../components/action-button.tsx";
import { ConfirmDialog } from "../../../components/confirm-dialog.tsx";
import { queueHref } from "../../../lib/job-links.ts";
import { describeError, useTRPC } from "../../../lib/trpc.tsx";
import { useConsoleHref } from "../../../lib/use-time-range.tsx";
import jobs from "../jobs.module.css";
import { READ_ONLY } from "../pause-action.tsx";
import type { JobView } from "../model/job-view.ts";
import { EditDialog } from "./edit-dialog.tsx";

/** What can be done with the job in its state. */
export function JobActions({ job }: { job: JobView }) {
  const [dialog, setDialog] = useState<"edit" | "cancel" | "discard" | null>(null);
  const { retry, promote, cancel, discard } = useJobMutations(job, () => setDialog(null));
  const { source, queue, id } = job;
  const ref = { source, queue, id };
  const blocked = job.writable ? null : READ_ONLY;
  const isOver = job.state === "failed" || job.state === "completed";
  const close = () => {
    setDialog(null);
    retry.reset();
    cancel.reset();
    discard.reset();
  };
  return (
    <>
      {isOver && (
        <>
          <ActionButton
            needs="member"
            blocked={blocked}
            variant={job.state === "failed" ? "filled" : "default"}
            leftSection={<IconRotateClockwise size={16} aria-hidden="true" />}
            loading={retry.isPending && dialog === null}
            onClick={() => retry.mutate(ref)}
          >
            {job.state === "failed" ? "Retry" : "Run again"}
          </ActionButton>
          <ActionButton
            needs="member"
            blocked={blocked}
            variant="default"
            leftSection={<IconPencil size={16} aria-hidden="true" />}
            onClick={() => setDialog("edit")}
          >
            Edit and retry
          </ActionButton>
        </>
      )}
      {job.state === "delayed" && (
        <ActionButton
          needs="member"
          blocked={blocked}
          leftSection={<IconPlayerTrackNext size={16} aria-hidden="true" />}
          loading={promote.isPending}
          onClick={() => promote.mutate(ref)}
        >
          Run now
        </ActionButton>
      )}
      {job.state === "active" && source === "apps" && (
        <ActionButton
          needs="member"
          variant="default"
          leftSection={<IconPlayerStop size={16} aria-hidden="true" />}
          onClick={() => setDialog("cancel")}
        >
          Stop
        </ActionButton>
      )}
      <ActionButton
        needs="admin"
        blocked={blocked ?? (job.state === "active" ? "A job that runs cannot be discarded" : null)}
        variant="default"
        className={jobs.danger ?? ""}
        leftSection={<IconTrash size={16} aria-hidden="true" />}
        onClick={() => setDialog("discard")}
      >
        Discard
      </ActionButton>
      <EditDialog
        opened={dialog === "edit"}
        payload={job.payload}
        pending={retry.isPending}
        error={retry.error}
        onClose={close}
        onSubmit={(payload) => retry.mutate({ ...ref, payload: payload as never })}
      />
      <ConfirmDialog
        opened={dialog === "cancel"}
        title="Stop this job?"
        action="Stop job"
        pending={cancel.isPending}
        error={cancel.error}
        onClose={close}
        onConfirm={() => cancel.mutate(ref)}
      >
        The call of the app is ended within about a second and the job counts as failed, without another try. What the
        app has done by then stays done. It can be retried by hand.
      </ConfirmDialog>
      <ConfirmDialog
        opened={dialog === "discard"}
        title="Discard this job?"
        action="Discard job"
        pending={discard.isPending}
        error={discard.error}
        onClose={close}
        onConfirm={() => discard.mutate(ref)}
      >
        <strong>{job.name}</strong> (<span className="mono">{job.id}</span>) is deleted with its payload, result and
        log. This cannot be undone; history keeps only how its attempts went.
      </ConfirmDialog>
    </>
  );
}

function useJobMutations({ source, queue, state }: JobView, onDone: () => void) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const router = useRouter();
  const to = useConsoleHref();
  const refresh = () => queryClient.invalidateQueries(trpc.jobs.pathFilter());
  const complain = (title: string) => (error: unknown) =>
    notifications.show({ color: "red", title, message: describeError(error).message });
  const onSuccess = async () => {
    onDone();
    await refresh();
  };
  const onRetryError = complain("The job was not retried");
  return {
    retry: useMutation(trpc.jobs.retry.mutationOptions({ onSuccess, onError: onRetryError })),
    promote: useMutation(
      trpc.jobs.promote.mutationOptions({ onSuccess, onError: complain("The job was not set to run") }),
    ),
    cancel: useMutation(trpc.jobs.cancel.mutationOptions({ onSuccess })),
    discard: useMutation(
      trpc.jobs.discard.mutationOptions({
        onSuccess: () => {
          onDone();
          router.push(to(`${queueHref(source, queue)}?state=${state}`));
        },
      }),
    ),
  };
}
