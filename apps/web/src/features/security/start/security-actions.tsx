"use client";

import { IconPlus, IconUpload } from "@tabler/icons-react";
import { useState } from "react";
import { ActionButton } from "../../../components/action-button.tsx";
import { AddScanTargetDialog } from "./add-scan-target-dialog.tsx";
import { UploadDialog } from "./upload-dialog.tsx";

/** The two ways to have something scanned: a host, or the files of a code base. */
export function SecurityActions() {
  const [doing, setDoing] = useState<"add" | "upload" | null>(null);
  const close = () => setDoing(null);
  return (
    <>
      <ActionButton
        needs="member"
        variant="default"
        leftSection={<IconUpload size={16} aria-hidden="true" />}
        onClick={() => setDoing("upload")}
      >
        Upload files
      </ActionButton>
      <ActionButton
        needs="admin"
        leftSection={<IconPlus size={16} aria-hidden="true" />}
        onClick={() => setDoing("add")}
      >
        Add target
      </ActionButton>
      <AddScanTargetDialog opened={doing === "add"} onClose={close} />
      <UploadDialog opened={doing === "upload"} onClose={close} />
    </>
  );
}
