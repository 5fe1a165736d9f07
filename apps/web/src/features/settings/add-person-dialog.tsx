"use client";

import { Modal, PasswordInput, Select, TextInput } from "@mantine/core";
import type { Role } from "@plimsoll/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { DialogForm } from "../../components/dialog-form.tsx";
import { formText } from "../../lib/form-text.ts";
import { useTRPC } from "../../lib/trpc.tsx";
import { ROLES } from "./roles.ts";

interface AddPersonDialogProps {
  opened: boolean;
  onClose: () => void;
  onAdded: () => unknown;
}

/** Name, e-mail address, role and a first password for somebody new. */
export function AddPersonDialog({ opened, onClose, onAdded }: AddPersonDialogProps) {
  const trpc = useTRPC();
  const create = useMutation(trpc.people.create.mutationOptions({ onSuccess: onAdded }));
  const [role, setRole] = useState<Role>("viewer");
  const close = () => {
    create.reset();
    onClose();
  };
  const submit = (form: FormData) => {
    const text = (key: string) => formText(form, key);
    create.mutate({ name: text("name"), email: text("email"), password: text("password"), role }, { onSuccess: close });
  };
  return (
    <Modal opened={opened} onClose={close} title="Add a person">
      <DialogForm
        action="Add person"
        pending={create.isPending}
        error={create.error}
        onSubmit={submit}
        onCancel={close}
      >
        <PersonFields role={role} onRole={setRole} />
      </DialogForm>
    </Modal>
  );
}

function PersonFields({ role, onRole }: { role: Role; onRole: (role: Role) => void }) {
  return (
    <>
      <TextInput
        name="name"
        label="Name"
        required
        withAsterisk={false}
        maxLength={80}
        autoComplete="off"
        data-autofocus
      />
      <TextInput name="email" type="email" label="E-mail address" required withAsterisk={false} autoComplete="off" />
      <Select
        label="Role"
        description={`A ${role} ${ROLES.find((item) => item.value === role)?.means}.`}
        data={ROLES}
        value={role}
        onChange={(value) => value && onRole(value as Role)}
        allowDeselect={false}
      />
      <PasswordInput
        name="password"
        label="First password"
        description="15 characters or more, such as four unrelated words. Hand it over in person."
        required
        withAsterisk={false}
        minLength={8}
        maxLength={128}
        autoComplete="new-password"
      />
    </>
  );
}
