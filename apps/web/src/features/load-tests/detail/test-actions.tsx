"use client";

import type { LoadTestDetail } from "@plimsoll/core";
import { IconCopy, IconPencil, IconPlayerPlay, IconTrash } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { ActionButton } from "../../../components/action-button.tsx";
import { ConfirmDialog } from "../../../components/confirm-dialog.tsx";
import { editLoadTestHref, LOAD_TESTS_HREF, NEW_LOAD_TEST_HREF } from "../../../lib/load-links.ts";
import { useTRPC } from "../../../lib/trpc.tsx";
import { useRefusal } from "../../../lib/use-role.ts";
import { useShortcuts } from "../../../lib/use-shortcuts.tsx";
import { useConsoleHref } from "../../../lib/use-time-range.tsx";
import styles from "../load-tests.module.css";
import { isUnderWay } from "../model/run-states.ts";
import { StartDialog } from "../start/start-dialog.tsx";

/** What can be done with a test: start, change, take as the beginning of another, delete. */
export function TestActions({ test }: { test: LoadTestDetail }) {
  const router = useRouter();
  const to = useConsoleHref();
  const [doing, setDoing] = useState<"start" | "remove" | null>(null);
  const refusal = useRefusal("member");
  const isRunning = test.lastRun !== null && isUnderWay(test.lastRun.state);
  const blocked = isRunning ? "It is running already: one run at a time goes to a target" : null;
  const may = (act: () => void) => () => refusal === null && act();
  const start = () => blocked === null && setDoing("start");
  const edit = () => router.push(to(editLoadTestHref(test.id)));
  const group = "Load test";
  useShortcuts([
    { keys: "s", label: "Start a run", group, run: may(start) },
    { keys: "e", label: "Edit the test", group, run: may(edit) },
  ]);
  return (
    <>
      <ActionButton
        needs="member"
        blocked={blocked}
        leftSection={<IconPlayerPlay size={16} aria-hidden="true" />}
        onClick={start}
      >
        Start
      </ActionButton>
      <ActionButton
        needs="member"
        variant="default"
        leftSection={<IconPencil size={16} aria-hidden="true" />}
        onClick={edit}
      >
        Edit
      </ActionButton>
      <DuplicateButton id={test.id} />
      <ActionButton
        needs="member"
        variant="default"
        className={styles.danger ?? ""}
        blocked={isRunning ? "It is running: stop the run first" : null}
        leftSection={<IconTrash size={16} aria-hidden="true" />}
        onClick={() => setDoing("remove")}
      >
        Delete
      </ActionButton>
      <StartDialog testId={doing === "start" ? test.id : null} onClose={() => setDoing(null)} />
      <RemoveDialog test={test} opened={doing === "remove"} onClose={() => setDoing(null)} />
    </>
  );
}

function DuplicateButton({ id }: { id: string }) {
  const router = useRouter();
  const to = useConsoleHref();
  return (
    <ActionButton
      needs="member"
      variant="default"
      leftSection={<IconCopy size={16} aria-hidden="true" />}
      onClick={() => router.push(to(`${NEW_LOAD_TEST_HREF}?copy=${encodeURIComponent(id)}`))}
    >
      Duplicate
    </ActionButton>
  );
}

interface RemoveDialogProps {
  test: LoadTestDetail;
  opened: boolean;
  onClose: () => void;
}

function RemoveDialog({ test, opened, onClose }: RemoveDialogProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const router = useRouter();
  const to = useConsoleHref();
  const remove = useMutation(
    trpc.loadTests.remove.mutationOptions({
      onSuccess: async () => {
        router.push(to(LOAD_TESTS_HREF));
        await queryClient.invalidateQueries(trpc.loadTests.list.pathFilter());
      },
    }),
  );
  return (
    <ConfirmDialog
      opened={opened}
      title="Delete this load test?"
      action="Delete load test"
      name={test.name}
      pending={remove.isPending}
      error={remove.error}
      onClose={() => {
        remove.reset();
        onClose();
      }}
      onConfirm={() => remove.mutate({ id: test.id })}
    >
      The script of <strong>{test.name}</strong> and its trend are gone then. Its runs, and the load lines they found,
      stay under Recent runs.
    </ConfirmDialog>
  );
}
