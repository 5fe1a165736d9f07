"use client";

import { Modal, Textarea, TextInput } from "@mantine/core";
import type { ScanCredentialItem, ScanTargetDetail } from "@plimsoll/core";
import { IconTrash } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ActionButton, IconAction } from "../../../components/action-button.tsx";
import { ConfirmDialog } from "../../../components/confirm-dialog.tsx";
import { DialogForm } from "../../../components/dialog-form.tsx";
import { Tile, type TileQuery } from "../../../components/tile.tsx";
import { RelativeTime } from "../../../components/values.tsx";
import { useTRPC } from "../../../lib/trpc.tsx";
import { useLastValue } from "../../../lib/use-last-value.ts";
import { headersError, parseHeaders } from "../model/header-lines.ts";
import styles from "./target.module.css";

/** The test users as whom scans ask, so that what lies behind the sign-in is seen, and whether one user sees another's. */
export function CredentialsTile({ query }: { query: TileQuery<ScanTargetDetail> }) {
  return (
    <Tile title="Test users" query={query}>
      {(target) => <Credentials target={target} />}
    </Tile>
  );
}

function Credentials({ target: { id, credentials } }: { target: ScanTargetDetail }) {
  const [adding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<ScanCredentialItem | null>(null);
  return (
    <>
      {credentials.length === 0 ? (
        <p className={styles.note}>
          With one, scans see what lies behind the sign-in; with two, whether one user can reach what is another&apos;s.
        </p>
      ) : (
        <ul className={styles.list} aria-label="Test users">
          {credentials.map((credential) => (
            <CredentialLine key={credential.id} credential={credential} onRemove={() => setRemoving(credential)} />
          ))}
        </ul>
      )}
      <ActionButton needs="admin" variant="default" onClick={() => setAdding(true)}>
        Add a test user
      </ActionButton>
      <Modal opened={adding} onClose={() => setAdding(false)} title="Add a test user">
        <CredentialForm targetId={id} onClose={() => setAdding(false)} />
      </Modal>
      <RemoveCredential credential={removing} onClose={() => setRemoving(null)} />
    </>
  );
}

function CredentialLine({ credential, onRemove }: { credential: ScanCredentialItem; onRemove: () => void }) {
  const { name, headerNames, createdAt, createdBy } = credential;
  return (
    <li>
      <span>
        <strong>{name}</strong> <span className="mono">{headerNames.join(", ")}</span>{" "}
        <span className="muted">
          added <RelativeTime at={createdAt} /> by {createdBy}
        </span>
      </span>
      <IconAction needs="admin" label={`Remove ${name}`} hint="Remove" onClick={onRemove}>
        <IconTrash size={16} aria-hidden="true" />
      </IconAction>
    </li>
  );
}

/** Asks for what follows from a change of a target's credentials again. */
function useRefreshScans() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return () => queryClient.invalidateQueries(trpc.scans.pathFilter());
}

function CredentialForm({ targetId, onClose }: { targetId: string; onClose: () => void }) {
  const trpc = useTRPC();
  const refresh = useRefreshScans();
  const [name, setName] = useState("");
  const [lines, setLines] = useState("");
  const headers = parseHeaders(lines);
  const add = useMutation(
    trpc.scans.addCredential.mutationOptions({
      onSuccess: async () => {
        onClose();
        await refresh();
      },
    }),
  );
  return (
    <DialogForm
      action="Add"
      pending={add.isPending}
      incomplete={name.trim() === "" || headers === null}
      error={add.error}
      onSubmit={() => headers && add.mutate({ targetId, name: name.trim(), headers })}
      onCancel={onClose}
    >
      <TextInput
        label="Name"
        description="Whose it is, such as a test customer"
        maxLength={80}
        autoComplete="off"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        data-autofocus
      />
      <Textarea
        label="Headers"
        description="One a line; stored encrypted and never shown again"
        placeholder="Authorization: Bearer …"
        autosize
        minRows={3}
        maxRows={10}
        spellCheck={false}
        autoComplete="off"
        className={styles.mono ?? ""}
        value={lines}
        error={lines.trim() === "" ? null : headersError(lines)}
        onChange={(event) => setLines(event.currentTarget.value)}
      />
    </DialogForm>
  );
}

function RemoveCredential({ credential, onClose }: { credential: ScanCredentialItem | null; onClose: () => void }) {
  const trpc = useTRPC();
  const refresh = useRefreshScans();
  const shown = useLastValue(credential);
  const remove = useMutation(trpc.scans.removeCredential.mutationOptions({ onSuccess: refresh }));
  const close = () => {
    remove.reset();
    onClose();
  };
  return (
    <ConfirmDialog
      opened={credential !== null}
      title="Remove this test user?"
      action="Remove"
      pending={remove.isPending}
      error={remove.error}
      onClose={close}
      onConfirm={() => shown && remove.mutate({ id: shown.id }, { onSuccess: close })}
    >
      The headers of <strong>{shown?.name}</strong> are forgotten. Checks that need them are not assessed from then on;
      what they found stays as it is.
    </ConfirmDialog>
  );
}
