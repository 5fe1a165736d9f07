"use client";

import { Alert, Button } from "@mantine/core";
import type { TargetItem } from "@plimsoll/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ActionButton } from "../../../components/action-button.tsx";
import { FormError } from "../../../components/form-error.tsx";
import { StatusBadge } from "../../../components/status-badge.tsx";
import { Tile, type TileQuery } from "../../../components/tile.tsx";
import { RelativeTime } from "../../../components/values.tsx";
import { describeError, useTRPC } from "../../../lib/trpc.tsx";
import { ApproveTargetDialog } from "../../job-settings/approve-target-dialog.tsx";
import { WaysOfProof } from "../../job-settings/prove-target-dialog.tsx";
import { useRefreshTargets } from "../../job-settings/use-refresh-targets.ts";
import styles from "./target.module.css";

interface OwnershipTileProps {
  query: TileQuery<unknown>;
  target: TargetItem;
}

/** Whether the host is known to be one's own, for how long, and the ways to show it. */
export function OwnershipTile({ query, target }: OwnershipTileProps) {
  return (
    <Tile title="Ownership" query={query}>
      {() => <Ownership target={target} />}
    </Tile>
  );
}

function Ownership({ target }: { target: TargetItem }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const refreshTargets = useRefreshTargets();
  const refresh = () => Promise.all([refreshTargets(), queryClient.invalidateQueries(trpc.scans.pathFilter())]);
  const verify = useMutation(trpc.targets.verify.mutationOptions({ onSettled: refresh }));
  const [approving, setApproving] = useState(false);
  const [shown, setShown] = useState(target.status === "pending");
  const check = verify.data?.lastCheck;
  return (
    <div className={styles.ownership}>
      <p className={styles.state}>
        <StatusBadge tone={target.status === "pending" ? "warn" : "ok"}>{target.status}</StatusBadge>
        <OwnershipWords target={target} />
      </p>
      {shown && <WaysOfProof proof={target.proof} isPrivate={target.isPrivate} />}
      {check && (
        <Alert color={check.ok ? "sea" : "red"} role="alert">
          {check.message}
        </Alert>
      )}
      <FormError message={verify.error ? describeError(verify.error).message : null} />
      <div className={styles.buttons}>
        <Button variant="default" onClick={() => setShown(!shown)} aria-expanded={shown}>
          {shown ? "Hide the ways to prove it" : "Ways to prove it"}
        </Button>
        <ActionButton needs="admin" loading={verify.isPending} onClick={() => verify.mutate({ id: target.id })}>
          Verify now
        </ActionButton>
        {target.status !== "approved" && (
          <ActionButton needs="admin" variant="default" onClick={() => setApproving(true)}>
            Approve without proof
          </ActionButton>
        )}
      </div>
      <ApproveTargetDialog opened={approving} target={target} onClose={() => setApproving(false)} onDone={refresh} />
    </div>
  );
}

function OwnershipWords({ target }: { target: TargetItem }) {
  if (target.status === "proven") {
    return (
      <span>
        by DNS or file; the proof ends <RelativeTime at={target.provenUntil} />
      </span>
    );
  }
  if (target.status === "approved") {
    return (
      <span>
        by {target.approvedBy ?? "an admin"} <RelativeTime at={target.approvedAt} />
        {target.isPrivate && ", a private address"}
      </span>
    );
  }
  if (!target.lastCheck) return <span>Nobody has shown yet that this host is yours.</span>;
  return (
    <span>
      checked <RelativeTime at={target.lastCheck.at} />: {target.lastCheck.message}
    </span>
  );
}
