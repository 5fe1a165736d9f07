"use client";

import { Modal, Textarea } from "@mantine/core";
import type { FindingDetail, SuppressionKind } from "@plimsoll/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { ActionButton } from "../../../components/action-button.tsx";
import { DialogForm } from "../../../components/dialog-form.tsx";
import { useTRPC } from "../../../lib/trpc.tsx";
import { useRefusal } from "../../../lib/use-role.ts";
import { useShortcuts } from "../../../lib/use-shortcuts.tsx";
import { SuppressDialog } from "../findings/suppress-dialog.tsx";
import { useRefreshFindings } from "../findings/use-refresh-findings.ts";
import { SUPPRESSIONS } from "../model/finding-states.ts";

/** What can be decided about a finding in its state. */
export function FindingActions({ finding }: { finding: FindingDetail }) {
  const [doing, setDoing] = useState<SuppressionKind | "reopen" | null>(null);
  const refusal = useRefusal("member");
  const isOpen = finding.state === "open";
  const ask = (kind: SuppressionKind) => () => refusal === null && isOpen && setDoing(kind);
  useShortcuts([
    { keys: "a", label: SUPPRESSIONS.accepted.action, group: "Finding", run: ask("accepted") },
    { keys: "x", label: SUPPRESSIONS["false-positive"].action, group: "Finding", run: ask("false-positive") },
  ]);
  const close = () => setDoing(null);
  return (
    <>
      {isOpen && (
        <>
          <ActionButton needs="member" variant="default" onClick={ask("false-positive")}>
            {SUPPRESSIONS["false-positive"].action}
          </ActionButton>
          <ActionButton needs="member" onClick={ask("accepted")}>
            {SUPPRESSIONS.accepted.action}
          </ActionButton>
        </>
      )}
      {finding.suppression && (
        <ActionButton needs="member" variant="default" onClick={() => setDoing("reopen")}>
          Open again
        </ActionButton>
      )}
      <SuppressDialog kind={doing === "reopen" ? null : doing} ids={[finding.id]} what="1 finding" onClose={close} />
      <Modal opened={doing === "reopen"} onClose={close} title="Open it again">
        <ReopenForm findingId={finding.id} onClose={close} />
      </Modal>
    </>
  );
}

const LEAST_REASON = 3;

function ReopenForm({ findingId, onClose }: { findingId: string; onClose: () => void }) {
  const trpc = useTRPC();
  const refresh = useRefreshFindings();
  const [reason, setReason] = useState("");
  const reopen = useMutation(
    trpc.findings.reopen.mutationOptions({
      onSuccess: async () => {
        onClose();
        await refresh();
      },
    }),
  );
  return (
    <DialogForm
      action="Open again"
      pending={reopen.isPending}
      incomplete={reason.trim().length < LEAST_REASON}
      error={reopen.error}
      onSubmit={() => reopen.mutate({ id: findingId, reason: reason.trim() })}
      onCancel={onClose}
    >
      <p style={{ margin: 0 }}>It counts again from now on, and is due as its severity says.</p>
      <Textarea
        label="Reason"
        autosize
        minRows={3}
        maxRows={10}
        maxLength={2000}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        data-autofocus
      />
    </DialogForm>
  );
}
