"use client";

import { Modal, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { DialogForm } from "../../../components/dialog-form.tsx";
import { formText } from "../../../lib/form-text.ts";
import { securityTargetHref } from "../../../lib/security-links.ts";
import { useTRPC } from "../../../lib/trpc.tsx";
import { useConsoleHref } from "../../../lib/use-time-range.tsx";

interface AddScanTargetDialogProps {
  opened: boolean;
  onClose: () => void;
}

/** Asks for the host that is to be scanned, and leads to its page, where its ownership is shown. */
export function AddScanTargetDialog({ opened, onClose }: AddScanTargetDialogProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const router = useRouter();
  const to = useConsoleHref();
  const add = useMutation(
    trpc.scans.addTarget.mutationOptions({
      onSuccess: async ({ id }) => {
        onClose();
        router.push(to(securityTargetHref(id)));
        await queryClient.invalidateQueries(trpc.scans.pathFilter());
      },
    }),
  );
  const close = () => {
    add.reset();
    onClose();
  };
  const text = { required: true, withAsterisk: false, autoComplete: "off" } as const;
  return (
    <Modal opened={opened} onClose={close} title="Add a target to scan">
      <DialogForm
        action="Add target"
        pending={add.isPending}
        error={add.error}
        onSubmit={(form) =>
          add.mutate({ name: formText(form, "name").trim(), origin: formText(form, "origin").trim() })
        }
        onCancel={close}
      >
        <TextInput name="name" label="Name" placeholder="Shop" maxLength={80} data-autofocus {...text} />
        <TextInput
          name="origin"
          type="url"
          label="Origin"
          description="Scheme, host and port; entry paths can be set afterwards"
          placeholder="https://shop.example.com"
          maxLength={512}
          {...text}
        />
      </DialogForm>
    </Modal>
  );
}
