"use client";

import { Autocomplete, Modal } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { DialogForm } from "../../../components/dialog-form.tsx";
import { plural } from "../../../lib/format.ts";
import { useTRPC } from "../../../lib/trpc.tsx";
import { useRefreshFindings } from "./use-refresh-findings.ts";

interface OwnerDialogProps {
  opened: boolean;
  ids: readonly string[];
  /** Who has it now. */
  owner: string | null;
  onClose: () => void;
}

/** Asks who is to see to the findings. */
export function OwnerDialog({ opened, ...rest }: OwnerDialogProps) {
  return (
    <Modal opened={opened} onClose={rest.onClose} title={`Who sees to ${plural(rest.ids.length, "finding")}?`}>
      <OwnerForm {...rest} />
    </Modal>
  );
}

function OwnerForm({ ids, owner, onClose }: Omit<OwnerDialogProps, "opened">) {
  const trpc = useTRPC();
  const refresh = useRefreshFindings();
  const owners = useQuery(trpc.findings.owners.queryOptions());
  const [name, setName] = useState(owner ?? "");
  const give = useMutation(
    trpc.findings.setOwner.mutationOptions({
      onSuccess: async () => {
        onClose();
        await refresh();
      },
    }),
  );
  return (
    <DialogForm
      action={name.trim() === "" ? "Leave to nobody" : "Save"}
      pending={give.isPending}
      error={give.error}
      onSubmit={() => give.mutate({ ids: [...ids], owner: name.trim() || null })}
      onCancel={onClose}
    >
      <Autocomplete
        label="Owner"
        description="A person or a team; empty for nobody"
        data={owners.data?.items ?? []}
        maxLength={120}
        value={name}
        onChange={setName}
        openOnFocus={false}
        data-autofocus
      />
    </DialogForm>
  );
}
