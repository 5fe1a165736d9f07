"use client";

import type { ScanTargetDetail } from "@plimsoll/core";
import { IconRadar2, IconTrash, IconUpload } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { ActionButton } from "../../../components/action-button.tsx";
import { ConfirmDialog } from "../../../components/confirm-dialog.tsx";
import { SECURITY_HREF } from "../../../lib/security-links.ts";
import { useTRPC } from "../../../lib/trpc.tsx";
import { useRefusal } from "../../../lib/use-role.ts";
import { useShortcuts } from "../../../lib/use-shortcuts.tsx";
import { useConsoleHref } from "../../../lib/use-time-range.tsx";
import { isUnderWay } from "../model/scan-states.ts";
import security from "../security.module.css";
import { StartScanDialog } from "../start/start-scan-dialog.tsx";
import { UploadDialog } from "../start/upload-dialog.tsx";

/** What can be done with a target: scan it, give it newer files, remove it. */
export function TargetActions({ target }: { target: ScanTargetDetail }) {
  const [doing, setDoing] = useState<"scan" | "upload" | "remove" | null>(null);
  const refusal = useRefusal("member");
  const isRunning = target.lastScan !== null && isUnderWay(target.lastScan);
  const blocked = isRunning ? "A scan is under way: one at a time goes to a target" : null;
  const scan = () => blocked === null && setDoing("scan");
  useShortcuts([{ keys: "s", label: "Scan it", group: "Target", run: () => refusal === null && scan() }]);
  const close = () => setDoing(null);
  return (
    <>
      <ActionButton
        needs="member"
        blocked={blocked}
        leftSection={<IconRadar2 size={16} aria-hidden="true" />}
        onClick={scan}
      >
        Scan
      </ActionButton>
      {target.kind === "files" && (
        <ActionButton
          needs="member"
          variant="default"
          blocked={blocked}
          leftSection={<IconUpload size={16} aria-hidden="true" />}
          onClick={() => setDoing("upload")}
        >
          Upload
        </ActionButton>
      )}
      <ActionButton
        needs="admin"
        variant="default"
        className={security.danger ?? ""}
        blocked={isRunning ? "A scan is under way: cancel it first" : null}
        leftSection={<IconTrash size={16} aria-hidden="true" />}
        onClick={() => setDoing("remove")}
      >
        Remove
      </ActionButton>
      <StartScanDialog opened={doing === "scan"} target={target} onClose={close} />
      <UploadDialog opened={doing === "upload"} name={target.name} onClose={close} />
      <RemoveDialog opened={doing === "remove"} target={target} onClose={close} />
    </>
  );
}

interface RemoveDialogProps {
  opened: boolean;
  target: ScanTargetDetail;
  onClose: () => void;
}

function RemoveDialog({ opened, target, onClose }: RemoveDialogProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const router = useRouter();
  const to = useConsoleHref();
  const remove = useMutation(
    trpc.scans.removeTarget.mutationOptions({
      onSuccess: async () => {
        router.push(to(SECURITY_HREF));
        await queryClient.invalidateQueries(trpc.scans.pathFilter());
      },
    }),
  );
  return (
    <ConfirmDialog
      opened={opened}
      title="Remove this target?"
      action="Remove target"
      name={target.name}
      pending={remove.isPending}
      error={remove.error}
      onClose={() => {
        remove.reset();
        onClose();
      }}
      onConfirm={() => remove.mutate({ id: target.id })}
    >
      The scans of <strong>{target.name}</strong>, its findings with their history and comments, its schedule and
      credentials are gone then. {target.kind === "web" && "The host stays among the targets of Settings."}
    </ConfirmDialog>
  );
}
