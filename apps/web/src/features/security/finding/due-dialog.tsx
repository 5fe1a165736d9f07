"use client";

import { Button, Modal, TextInput } from "@mantine/core";
import type { FindingDetail } from "@plimsoll/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { DialogForm } from "../../../components/dialog-form.tsx";
import { useTRPC } from "../../../lib/trpc.tsx";
import { useRefreshFindings } from "../findings/use-refresh-findings.ts";
import { dayAfter, endOfDay } from "../model/expiry.ts";

interface DueDialogProps {
  opened: boolean;
  finding: FindingDetail;
  onClose: () => void;
}

/** Asks until when a finding is to be fixed; or leaves it to what the settings say for its severity. */
export function DueDialog({ opened, finding, onClose }: DueDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="Until when?">
      <DueForm finding={finding} onClose={onClose} />
    </Modal>
  );
}

function DueForm({ finding, onClose }: Omit<DueDialogProps, "opened">) {
  const trpc = useTRPC();
  const refresh = useRefreshFindings();
  const [day, setDay] = useState(() => (finding.dueAt === null ? "" : dayAfter(Date.parse(finding.dueAt), 0)));
  const save = useMutation(
    trpc.findings.setDue.mutationOptions({
      onSuccess: async () => {
        onClose();
        await refresh();
      },
    }),
  );
  const dueAt = endOfDay(day);
  return (
    <DialogForm
      action="Save"
      pending={save.isPending}
      incomplete={dueAt === null}
      error={save.error}
      onSubmit={() => save.mutate({ id: finding.id, dueAt })}
      onCancel={onClose}
    >
      <TextInput
        type="date"
        label="Due"
        value={day}
        onChange={(event) => setDay(event.currentTarget.value)}
        data-autofocus
      />
      {finding.isDueSet && (
        <Button
          variant="subtle"
          size="compact-xs"
          w="fit-content"
          onClick={() => save.mutate({ id: finding.id, dueAt: null })}
        >
          As the settings say for {finding.severity}
        </Button>
      )}
    </DialogForm>
  );
}
