"use client";

import { notifications } from "@mantine/notifications";
import type { ScanDetail } from "@plimsoll/core";
import { IconPlayerStop, IconRefresh } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { ActionButton } from "../../../components/action-button.tsx";
import { describeError, useTRPC, useTRPCClient } from "../../../lib/trpc.tsx";
import { useShortcuts } from "../../../lib/use-shortcuts.tsx";
import { useRefusal } from "../../../lib/use-role.ts";
import { isUnderWay } from "../model/scan-states.ts";
import { ExportMenu } from "../parts/export-menu.tsx";
import { useStartScan } from "../start/start-scan-dialog.tsx";

/** What can be done with a scan: end it, save what it found, scan the same again. */
export function ScanActions({ scan }: { scan: ScanDetail }) {
  const client = useTRPCClient();
  if (isUnderWay(scan)) return <CancelButton scanId={scan.id} />;
  const blocked = scan.state === "error" ? "It could not run: there is nothing to export" : null;
  return (
    <>
      <ExportMenu blocked={blocked} onExport={(format) => client.scans.export.query({ scanId: scan.id, format })} />
      <AgainButton scan={scan} />
    </>
  );
}

/** Ends the scan. What was found so far stays, so that it asks nothing. */
function CancelButton({ scanId }: { scanId: string }) {
  const trpc = useTRPC();
  const cancel = useMutation(
    trpc.scans.cancel.mutationOptions({
      onError: (error) =>
        notifications.show({ color: "red", title: "The scan goes on", message: describeError(error).message }),
    }),
  );
  const isEnding = cancel.isPending || cancel.isSuccess;
  return (
    <ActionButton
      needs="member"
      color="red"
      blocked={isEnding ? "It ends with the requests that are under way" : null}
      leftSection={<IconPlayerStop size={16} aria-hidden="true" />}
      onClick={() => cancel.mutate({ scanId })}
    >
      {isEnding ? "Cancelling…" : "Cancel"}
    </ActionButton>
  );
}

function AgainButton({ scan }: { scan: ScanDetail }) {
  const refusal = useRefusal("member");
  const start = useStartScan(() => undefined);
  const again = () =>
    start.mutate(
      { targetId: scan.targetId, profile: scan.profile },
      {
        onError: (error) =>
          notifications.show({ color: "red", title: "No scan was started", message: describeError(error).message }),
      },
    );
  useShortcuts([
    { keys: "s", label: "Scan again", group: "Scan", run: () => refusal === null && !start.isPending && again() },
  ]);
  return (
    <ActionButton
      needs="member"
      loading={start.isPending}
      leftSection={<IconRefresh size={16} aria-hidden="true" />}
      onClick={again}
    >
      Scan again
    </ActionButton>
  );
}
