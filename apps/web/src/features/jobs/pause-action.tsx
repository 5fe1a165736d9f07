"use client";

import { notifications } from "@mantine/notifications";
import type { QueueSummary } from "@plimsoll/core";
import { IconPlayerPause, IconPlayerPlay } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ActionButton, IconAction } from "../../components/action-button.tsx";
import { describeError, useTRPC } from "../../lib/trpc.tsx";

type Queue = Pick<QueueSummary, "source" | "queue" | "paused" | "writable">;

export const READ_ONLY = "This connection is read-only: an admin can change that under Settings, Connections";

function usePause({ source, queue, paused }: Queue) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const options = {
    onSuccess: () =>
      Promise.all([
        queryClient.invalidateQueries(trpc.queues.list.pathFilter()),
        queryClient.invalidateQueries(trpc.queues.get.pathFilter()),
      ]),
    onError: (error: unknown) =>
      notifications.show({
        color: "red",
        title: `${queue} was not ${paused ? "resumed" : "paused"}`,
        message: describeError(error).message,
      }),
  };
  const pause = useMutation(trpc.queues.pause.mutationOptions(options));
  const resume = useMutation(trpc.queues.resume.mutationOptions(options));
  const change = paused ? resume : pause;
  return { pending: change.isPending, toggle: () => change.mutate({ source, queue }) };
}

/** Holds a queue still, or lets it run on; in a table's row. */
export function PauseIcon({ queue }: { queue: Queue }) {
  const { pending, toggle } = usePause(queue);
  const hint = queue.paused ? "Resume" : "Pause";
  const Icon = queue.paused ? IconPlayerPlay : IconPlayerPause;
  return (
    <IconAction
      needs="member"
      blocked={queue.writable ? null : READ_ONLY}
      label={`${hint} ${queue.queue}`}
      hint={hint}
      loading={pending}
      onClick={toggle}
    >
      <Icon size={16} aria-hidden="true" />
    </IconAction>
  );
}

/** The same with its word, in a page's head. */
export function PauseButton({ queue }: { queue: Queue }) {
  const { pending, toggle } = usePause(queue);
  const Icon = queue.paused ? IconPlayerPlay : IconPlayerPause;
  return (
    <ActionButton
      needs="member"
      blocked={queue.writable ? null : READ_ONLY}
      variant="default"
      loading={pending}
      leftSection={<Icon size={16} aria-hidden="true" />}
      onClick={toggle}
    >
      {queue.paused ? "Resume" : "Pause"}
    </ActionButton>
  );
}
