"use client";

import { Alert, Button, Group, Modal, Stack } from "@mantine/core";
import type { TargetItem } from "@plimsoll/core";
import { useMutation } from "@tanstack/react-query";
import { CodeBlock } from "../../components/code-block.tsx";
import { FormError } from "../../components/form-error.tsx";
import { describeError, useTRPC } from "../../lib/trpc.tsx";
import styles from "./job-settings.module.css";

interface ProveTargetDialogProps {
  opened: boolean;
  target: TargetItem | null;
  onClose: () => void;
  onChecked: () => unknown;
}

/** The two ways to prove that a host is one's own, and a check of both. */
export function ProveTargetDialog({ opened, target, onClose, onChecked }: ProveTargetDialogProps) {
  const trpc = useTRPC();
  const verify = useMutation(trpc.targets.verify.mutationOptions({ onSettled: onChecked }));
  const close = () => {
    verify.reset();
    onClose();
  };
  return (
    <Modal opened={opened} onClose={close} title={`Prove that ${target?.name ?? "it"} is yours`} size={600}>
      {target && (
        <Stack gap={16}>
          <WaysOfProof proof={target.proof} isPrivate={target.isPrivate} />
          <CheckResult target={verify.data} error={verify.error} />
          <Group justify="flex-end" gap={8}>
            <Button variant="default" onClick={close}>
              Close
            </Button>
            <Button onClick={() => verify.mutate({ id: target.id })} loading={verify.isPending}>
              Verify now
            </Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}

/** The record and the file that prove a host, to be copied. */
export function WaysOfProof({ proof, isPrivate }: Pick<TargetItem, "proof" | "isPrivate">) {
  return (
    <div className={styles.steps}>
      {isPrivate === true && (
        <Alert color="sea">This host has a private address: only an admin's approval opens those.</Alert>
      )}
      <section>
        <h3>A record in DNS</h3>
        <p>Add a TXT record with this name and value.</p>
        <span className={styles.label}>Name</span>
        <CodeBlock label="name of the DNS record" text={proof.dnsName} />
        <span className={styles.label}>Value</span>
        <CodeBlock label="value of the DNS record" text={proof.dnsValue} />
      </section>
      <section>
        <h3>Or a file</h3>
        <p>Let the host answer this address with this text.</p>
        <span className={styles.label}>Address</span>
        <CodeBlock label="address of the file" text={proof.fileUrl} />
        <span className={styles.label}>Content</span>
        <CodeBlock label="content of the file" text={proof.fileContent} />
      </section>
      <p>A proof holds for 90 days. Leave the record or file in place and verify again before they are over.</p>
    </div>
  );
}

function CheckResult({ target, error }: { target: TargetItem | undefined; error: unknown }) {
  if (error) {
    return <FormError message={describeError(error).message} />;
  }
  if (!target?.lastCheck) return null;
  return (
    <Alert color={target.lastCheck.ok ? "sea" : "red"} role="alert">
      {target.lastCheck.message}
    </Alert>
  );
}
