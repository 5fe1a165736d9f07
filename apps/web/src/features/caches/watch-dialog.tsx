"use client";

import { Modal, NumberInput, PasswordInput, SegmentedControl, TextInput } from "@mantine/core";
import { type CacheKind, cacheKindSchema } from "@plimsoll/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { DialogForm } from "../../components/dialog-form.tsx";
import { formText } from "../../lib/form-text.ts";
import { useTRPC } from "../../lib/trpc.tsx";

const KINDS: Record<CacheKind, { label: string; example: string }> = {
  redis: { label: "Redis or Valkey", example: "rediss://user:password@redis.example.com:6379/0" },
  memcached: { label: "Memcached", example: "memcached://cache.example.com:11211" },
  postgresql: { label: "PostgreSQL", example: "postgresql://user:password@db.example.com:5432/shop" },
};

/** Asks for a server that is to be read from outside. */
export function WatchDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [kind, setKind] = useState<CacheKind>("redis");
  const create = useMutation(
    trpc.cacheConnections.create.mutationOptions({
      onSuccess: () => queryClient.invalidateQueries(trpc.cacheConnections.list.pathFilter()),
    }),
  );
  const close = () => {
    create.reset();
    onClose();
  };
  const submit = (form: FormData) => {
    const text = (key: string) => formText(form, key).trim();
    const sampleKeys = kind === "redis" ? Number(text("sampleKeys")) || 0 : 0;
    create.mutate({ name: text("name"), kind, url: text("url"), sampleKeys }, { onSuccess: close });
  };
  return (
    <Modal opened={opened} onClose={close} title="Watch a server">
      <DialogForm action="Watch" pending={create.isPending} error={create.error} onSubmit={submit} onCancel={close}>
        <WatchFields kind={kind} onKind={setKind} />
      </DialogForm>
    </Modal>
  );
}

function WatchFields({ kind, onKind }: { kind: CacheKind; onKind: (kind: CacheKind) => void }) {
  return (
    <>
      <SegmentedControl
        aria-label="Kind of server"
        data={cacheKindSchema.options.map((value) => ({ value, label: KINDS[value].label }))}
        value={kind}
        onChange={(next) => onKind(next as CacheKind)}
      />
      <TextInput
        name="name"
        label="Name"
        placeholder="sessions"
        required
        withAsterisk={false}
        maxLength={80}
        autoComplete="off"
        data-autofocus
      />
      <PasswordInput
        name="url"
        label="URL"
        description="Only statistics are read. User and password inside; stored encrypted and never shown again"
        placeholder={KINDS[kind].example}
        required
        withAsterisk={false}
        maxLength={2048}
        autoComplete="off"
      />
      {kind === "redis" && (
        <NumberInput
          name="sampleKeys"
          label="Keys to look at"
          description="Of a random sample in each reading: their names, sizes and lifetimes, never their values"
          defaultValue={200}
          min={0}
          max={10_000}
        />
      )}
    </>
  );
}
