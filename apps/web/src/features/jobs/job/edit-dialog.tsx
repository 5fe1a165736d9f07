"use client";

import { Modal, Textarea } from "@mantine/core";
import { useDeferredValue, useMemo, useState } from "react";
import { DialogForm } from "../../../components/dialog-form.tsx";
import { formatJson, isSameJson, parsePayload } from "../model/payload-text.ts";
import styles from "./job.module.css";

interface EditDialogProps {
  opened: boolean;
  payload: unknown;
  pending: boolean;
  error: unknown;
  onSubmit: (payload: unknown) => void;
  onClose: () => void;
}

/** The payload as text to change, then another try with it. */
export function EditDialog(props: EditDialogProps) {
  return (
    <Modal opened={props.opened} onClose={props.onClose} title="Edit payload and retry" size="lg">
      <EditForm {...props} />
    </Modal>
  );
}

function EditForm({ payload, pending, error, onSubmit, onClose }: EditDialogProps) {
  // The job may change while it is edited; the text stays the reader's.
  const [before] = useState(payload);
  const [text, setText] = useState(() => formatJson(payload));
  const settled = useDeferredValue(text);
  const parsed = useMemo(() => parsePayload(settled), [settled]);
  const isSame = parsed.ok && isSameJson(parsed.value, before);
  return (
    <DialogForm
      action="Save and retry"
      pending={pending}
      incomplete={!parsed.ok || isSame}
      error={error}
      onSubmit={() => {
        const value = parsePayload(text);
        if (value.ok) onSubmit(value.value);
      }}
      onCancel={onClose}
    >
      <Textarea
        className={styles.editor ?? ""}
        label="Payload, as JSON"
        description="The change is recorded with your name and the payload before it"
        autosize
        minRows={8}
        maxRows={22}
        spellCheck={false}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        error={parsed.ok ? null : parsed.message}
        data-autofocus
      />
    </DialogForm>
  );
}
