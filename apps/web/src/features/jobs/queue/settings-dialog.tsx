"use client";

import { Modal, NumberInput, Select } from "@mantine/core";
import type { QueueSettings } from "@plimsoll/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { DialogForm } from "../../../components/dialog-form.tsx";
import { useTRPC } from "../../../lib/trpc.tsx";

interface SettingsDialogProps {
  queue: string;
  settings: QueueSettings;
  opened: boolean;
  onClose: () => void;
}

/** How many jobs of the queue run at a time, and where they are sent. */
export function SettingsDialog({ queue, settings, opened, onClose }: SettingsDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={`Settings of ${queue}`}>
      <SettingsForm queue={queue} settings={settings} onClose={onClose} />
    </Modal>
  );
}

function SettingsForm({ queue, settings, onClose }: Omit<SettingsDialogProps, "opened">) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const endpoints = useQuery(trpc.jobEndpoints.list.queryOptions());
  const [concurrency, setConcurrency] = useState<number | string>(settings.concurrency);
  const [endpoint, setEndpoint] = useState(settings.endpoint);
  const save = useMutation(
    trpc.queues.configure.mutationOptions({
      onSuccess: async () => {
        onClose();
        await queryClient.invalidateQueries(trpc.queues.get.pathFilter());
      },
    }),
  );
  const names = endpoints.data?.items.map((item) => item.name) ?? [];
  return (
    <DialogForm
      action="Save"
      pending={save.isPending}
      incomplete={concurrency === ""}
      error={save.error}
      onSubmit={() => save.mutate({ queue, concurrency: Number(concurrency), endpoint })}
      onCancel={onClose}
    >
      <NumberInput
        label="Concurrency"
        description="Jobs of this queue that one worker process runs at a time"
        min={1}
        max={1000}
        allowDecimal={false}
        clampBehavior="strict"
        value={concurrency}
        onChange={setConcurrency}
        data-autofocus
      />
      <Select
        label="Endpoint"
        description="For jobs that name none"
        placeholder="The one named default"
        data={[...new Set(endpoint === null ? names : [endpoint, ...names])]}
        value={endpoint}
        onChange={setEndpoint}
        clearable
        clearButtonProps={{ "aria-label": "Use the endpoint named default" }}
      />
    </DialogForm>
  );
}
