"use client";

import { notifications } from "@mantine/notifications";
import type { LoadRunView } from "@plimsoll/core";
import { IconPlayerPlay, IconPlayerStop } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { ActionButton } from "../../../components/action-button.tsx";
import { loadRunHref } from "../../../lib/load-links.ts";
import { describeError, useTRPC } from "../../../lib/trpc.tsx";
import { useConsoleHref } from "../../../lib/use-time-range.tsx";

function complain(title: string) {
  return (error: unknown) => notifications.show({ color: "red", title, message: describeError(error).message });
}

/** Ends the run. Nothing is lost by it, so that it asks nothing: what was measured stays. */
export function StopButton({ runId }: { runId: string }) {
  const trpc = useTRPC();
  const cancel = useMutation(trpc.loadTests.cancel.mutationOptions({ onError: complain("The run was not stopped") }));
  const isStopping = cancel.isPending || cancel.isSuccess;
  return (
    <ActionButton
      needs="member"
      color="red"
      blocked={isStopping ? "It stops within two seconds" : null}
      leftSection={<IconPlayerStop size={16} aria-hidden="true" />}
      onClick={() => cancel.mutate({ runId })}
    >
      {isStopping ? "Stopping…" : "Stop"}
    </ActionButton>
  );
}

/** Starts the same again: the test as it is now or, for a run that belongs to none, its script. */
export function RunAgainButton({ view }: { view: LoadRunView }) {
  const trpc = useTRPC();
  const router = useRouter();
  const to = useConsoleHref();
  const start = useMutation(
    trpc.loadTests.start.mutationOptions({
      onSuccess: ({ runId }) => router.push(to(loadRunHref(runId))),
      onError: complain("The run was not started"),
    }),
  );
  const { run, script, shares } = view;
  const workers = Math.max(1, shares.length);
  const again = () => {
    if (run.testId) start.mutate({ id: run.testId, workers });
    else start.mutate({ script, name: run.name, workers, ...(run.service && { service: run.service }) });
  };
  return (
    <ActionButton
      needs="member"
      variant="default"
      loading={start.isPending}
      leftSection={<IconPlayerPlay size={16} aria-hidden="true" />}
      onClick={again}
    >
      Run again
    </ActionButton>
  );
}
