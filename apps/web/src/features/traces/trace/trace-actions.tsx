"use client";

import { ActionIcon, Button, Menu, Tooltip } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { IconArrowsDiff, IconBraces, IconCheck, IconLink } from "@tabler/icons-react";
import { useState } from "react";
import { ConsoleLink } from "../../../components/console-link.tsx";
import { download } from "../../../lib/download.ts";
import { describeError, useTRPCClient } from "../../../lib/trpc.tsx";
import classes from "./trace-view.module.css";

/** What can be done with a trace: compare it, link to it, take it along. */
export function TraceActions({ traceId }: { traceId: string }) {
  const clipboard = useClipboard();
  return (
    <div className={classes.actions}>
      <Button
        component={ConsoleLink}
        href={`/traces/compare?a=${traceId}`}
        variant="default"
        leftSection={<IconArrowsDiff size={16} />}
      >
        Compare
      </Button>
      <Tooltip label={clipboard.copied ? "Link copied" : "Copy a link to what you see"}>
        <ActionIcon
          variant="default"
          aria-label="Copy a link to this view"
          onClick={() => clipboard.copy(window.location.href)}
        >
          {clipboard.copied ? <IconCheck size={16} /> : <IconLink size={16} />}
        </ActionIcon>
      </Tooltip>
      <JsonMenu traceId={traceId} />
    </div>
  );
}

function JsonMenu({ traceId }: { traceId: string }) {
  const client = useTRPCClient();
  const [busy, setBusy] = useState(false);
  const save = async () => {
    setBusy(true);
    try {
      const trace = await client.traces.get.query({ traceId });
      download(`trace-${traceId}.json`, new Blob([JSON.stringify(trace, null, 2)], { type: "application/json" }));
    } catch (error) {
      notifications.show({ color: "red", title: "The trace was not saved", message: describeError(error).message });
    } finally {
      setBusy(false);
    }
  };
  const raw = `/api/trpc/traces.get?input=${encodeURIComponent(JSON.stringify({ traceId }))}`;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="default" aria-label="Trace as JSON" loading={busy}>
          <IconBraces size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => void save()}>Save as JSON</Menu.Item>
        <Menu.Item component="a" href={raw} target="_blank">
          Open JSON in a new tab
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
