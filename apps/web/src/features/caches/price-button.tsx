"use client";

import { Modal, NumberInput, TextInput } from "@mantine/core";
import type { CacheCost, CacheSource } from "@plimsoll/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ActionButton } from "../../components/action-button.tsx";
import { DialogForm } from "../../components/dialog-form.tsx";
import { formText } from "../../lib/form-text.ts";
import { useTRPC } from "../../lib/trpc.tsx";

interface PriceButtonProps {
  cache: { source: CacheSource; service: string; namespace: string };
  cost: CacheCost | null;
}

/** Says what a second of the factories' work costs, so that the misses' cost is told in money. */
export function PriceButton({ cache, cost }: PriceButtonProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [opened, setOpened] = useState(false);
  const save = useMutation(
    trpc.caches.setPrice.mutationOptions({
      onSuccess: () => queryClient.invalidateQueries(trpc.caches.list.pathFilter()),
    }),
  );
  const close = () => {
    save.reset();
    setOpened(false);
  };
  const submit = (form: FormData) => {
    const text = formText(form, "price").trim();
    const currency = formText(form, "currency").trim().toUpperCase();
    const price = { pricePerSecond: text === "" ? null : Number(text), currency };
    save.mutate({ ...cache, ...price }, { onSuccess: close });
  };
  return (
    <>
      <ActionButton needs="member" variant="default" onClick={() => setOpened(true)}>
        Set a price
      </ActionButton>
      <Modal opened={opened} onClose={close} title="What a miss costs">
        <DialogForm action="Save" pending={save.isPending} error={save.error} onSubmit={submit} onCancel={close}>
          <NumberInput
            name="price"
            label="Price of one second of work"
            description="Of the database, the service or whatever it is that misses keep busy; empty for none"
            defaultValue={cost?.pricePerSecond ?? ""}
            min={0}
            decimalScale={9}
            data-autofocus
          />
          <TextInput name="currency" label="Currency" defaultValue={cost?.currency ?? "EUR"} maxLength={3} w={96} />
        </DialogForm>
      </Modal>
    </>
  );
}
