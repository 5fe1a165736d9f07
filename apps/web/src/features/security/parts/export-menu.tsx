"use client";

import { Button, Menu } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import type { ExportedFile, ExportFormat } from "@plimsoll/core";
import { IconDownload } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { download } from "../../../lib/download.ts";
import { describeError } from "../../../lib/trpc.tsx";

const FORMATS: readonly { format: ExportFormat; label: string; use: string }[] = [
  { format: "sarif", label: "SARIF", use: "code scanning, editors" },
  { format: "vex", label: "CycloneDX VEX", use: "what affects your dependencies" },
  { format: "junit", label: "JUnit", use: "test reports of pipelines" },
];

interface ExportMenuProps {
  /** Asks for the file in that format. */
  onExport: (format: ExportFormat) => Promise<ExportedFile>;
  /** Why there is nothing to export yet; null when there is. */
  blocked?: string | null;
}

/** What is on the page as a file for other tools. */
export function ExportMenu({ onExport, blocked = null }: ExportMenuProps) {
  const save = useMutation({
    mutationFn: onExport,
    onSuccess: ({ fileName, contentType, content }) => download(fileName, new Blob([content], { type: contentType })),
    onError: (error) =>
      notifications.show({ color: "red", title: "Nothing was exported", message: describeError(error).message }),
  });
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button
          variant="default"
          leftSection={<IconDownload size={16} aria-hidden="true" />}
          loading={save.isPending}
          disabled={blocked !== null}
          title={blocked ?? undefined}
        >
          Export
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {FORMATS.map(({ format, label, use }) => (
          <Menu.Item key={format} onClick={() => save.mutate(format)}>
            {label} <span className="muted">{use}</span>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
