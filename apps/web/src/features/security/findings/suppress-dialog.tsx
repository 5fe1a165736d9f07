"use client";

import { Button, Modal, Textarea, TextInput } from "@mantine/core";
import type { SuppressionKind } from "@plimsoll/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { DialogForm } from "../../../components/dialog-form.tsx";
import { useTRPC } from "../../../lib/trpc.tsx";
import { useLastValue } from "../../../lib/use-last-value.ts";
import { dayAfter, endOfDay, EXPIRY_DAYS, expiryError, MOST_DAYS } from "../model/expiry.ts";
import { SUPPRESSIONS } from "../model/finding-states.ts";
import styles from "./findings.module.css";
import { useRefreshFindings } from "./use-refresh-findings.ts";

interface SuppressDialogProps {
  /** Which claim is made; null while none is. */
  kind: SuppressionKind | null;
  ids: readonly string[];
  /** What it is about, such as `3 findings`. */
  what: string;
  onClose: () => void;
  onDone?: () => void;
}

/** Sets findings aside: asks why and until when. */
export function SuppressDialog({ kind, ids, what, onClose, onDone }: SuppressDialogProps) {
  // The claim stays while the dialog fades out.
  const shown = useLastValue(kind);
  return (
    <Modal
      opened={kind !== null}
      onClose={onClose}
      title={shown && `${SUPPRESSIONS[shown].action}: ${what}`}
      size={520}
    >
      {shown && <SuppressForm key={shown} kind={shown} ids={ids} onClose={onClose} {...(onDone && { onDone })} />}
    </Modal>
  );
}

const LEAST_REASON = 3;

function SuppressForm({
  kind,
  ids,
  onClose,
  onDone,
}: Omit<SuppressDialogProps, "kind" | "what"> & { kind: SuppressionKind }) {
  const trpc = useTRPC();
  const refresh = useRefreshFindings();
  const [nowMs] = useState(() => Date.now());
  const [reason, setReason] = useState("");
  const [day, setDay] = useState(() => dayAfter(nowMs, 90));
  const suppress = useMutation(
    trpc.findings.suppress.mutationOptions({
      onSuccess: async () => {
        onClose();
        onDone?.();
        await refresh();
      },
    }),
  );
  const expiresAt = endOfDay(day);
  const error = expiryError(day, nowMs);
  const submit = () => expiresAt && suppress.mutate({ ids: [...ids], kind, reason: reason.trim(), expiresAt });
  return (
    <DialogForm
      action={SUPPRESSIONS[kind].action}
      pending={suppress.isPending}
      incomplete={error !== null || reason.trim().length < LEAST_REASON}
      error={suppress.error}
      onSubmit={submit}
      onCancel={onClose}
    >
      <p style={{ margin: 0 }}>{SUPPRESSIONS[kind].claim}</p>
      <Textarea
        label="Reason"
        description="Kept with your name in its history"
        autosize
        minRows={3}
        maxRows={10}
        maxLength={2000}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        data-autofocus
      />
      <ExpiryField day={day} nowMs={nowMs} error={error} onChange={setDay} />
    </DialogForm>
  );
}

interface ExpiryFieldProps {
  day: string;
  nowMs: number;
  error: string | null;
  onChange: (day: string) => void;
}

function ExpiryField({ day, nowMs, error, onChange }: ExpiryFieldProps) {
  return (
    <div>
      <TextInput
        type="date"
        label="Until"
        description="After that day it is open again by itself"
        min={dayAfter(nowMs, 0)}
        max={dayAfter(nowMs, MOST_DAYS)}
        value={day}
        error={error}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <div className={styles.days}>
        {EXPIRY_DAYS.map((days) => (
          <Button
            key={days}
            variant={day === dayAfter(nowMs, days) ? "light" : "subtle"}
            size="compact-xs"
            onClick={() => onChange(dayAfter(nowMs, days))}
          >
            {days === 365 ? "a year" : `${days} days`}
          </Button>
        ))}
      </div>
    </div>
  );
}
