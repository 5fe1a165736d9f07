"use client";

import { Button, Modal, TextInput } from "@mantine/core";
import type { SchedulesCreateInput } from "@plimsoll/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { DialogForm } from "../../components/dialog-form.tsx";
import { useTRPC } from "../../lib/trpc.tsx";
import { JobFields } from "./job-fields.tsx";
import { RhythmFields } from "./rhythm-fields.tsx";
import { draftOf, emptyDraft, inputOf } from "./schedule-draft.ts";
import { SettingFields } from "./setting-fields.tsx";
import { readersZone } from "./zone-time.ts";
import type { ListedSchedule } from "./listed-schedule.ts";

interface ScheduleDialogProps {
  opened: boolean;
  /** The schedule to change, or null to create one. */
  item: ListedSchedule | null;
  onClose: () => void;
  onSaved: () => unknown;
}

/** Creates a schedule, or changes one. */
export function ScheduleDialog({ opened, item, onClose, onSaved }: ScheduleDialogProps) {
  const trpc = useTRPC();
  const create = useMutation(trpc.schedules.create.mutationOptions({ onSuccess: onSaved }));
  const update = useMutation(trpc.schedules.update.mutationOptions({ onSuccess: onSaved }));
  const close = () => {
    create.reset();
    update.reset();
    onClose();
  };
  const save = (input: SchedulesCreateInput) => {
    if (item) update.mutate({ id: item.id, ...input }, { onSuccess: close });
    else create.mutate(input, { onSuccess: close });
  };
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={item ? `Edit ${item.name}` : "Create a schedule"}
      size={640}
      // A stray click must not take away what was typed.
      closeOnClickOutside={false}
    >
      <ScheduleForm
        key={item?.id ?? "new"}
        item={item}
        pending={create.isPending || update.isPending}
        error={item ? update.error : create.error}
        onCancel={close}
        onSubmit={save}
      />
    </Modal>
  );
}

interface ScheduleFormProps {
  item: ListedSchedule | null;
  pending: boolean;
  error: unknown;
  onCancel: () => void;
  onSubmit: (input: SchedulesCreateInput) => void;
}

function ScheduleForm({ item, pending, error, onCancel, onSubmit }: ScheduleFormProps) {
  const [draft, setDraft] = useState(() => (item ? draftOf(item) : emptyDraft(readersZone())));
  const [more, setMore] = useState(false);
  const input = inputOf(draft);
  const fields = { draft, onChange: (patch: Partial<typeof draft>) => setDraft((before) => ({ ...before, ...patch })) };
  return (
    <DialogForm
      action={item ? "Save" : "Create schedule"}
      pending={pending}
      incomplete={!input}
      error={error}
      onSubmit={() => input && onSubmit(input)}
      onCancel={onCancel}
    >
      <TextInput
        label="Name"
        placeholder="Nightly report"
        required
        withAsterisk={false}
        maxLength={80}
        value={draft.name}
        onChange={(event) => fields.onChange({ name: event.currentTarget.value })}
        data-autofocus
      />
      <RhythmFields {...fields} />
      <JobFields {...fields} />
      <Button variant="subtle" size="compact-xs" onClick={() => setMore(!more)} aria-expanded={more} w="fit-content">
        {more ? "Fewer settings" : "More settings"}
      </Button>
      {more && <SettingFields {...fields} />}
    </DialogForm>
  );
}
