"use client";

import { Modal, Radio } from "@mantine/core";
import { SCAN_PROFILES, type ScanProfile, type ScanTargetDetail } from "@plimsoll/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { DialogForm } from "../../../components/dialog-form.tsx";
import { FormError } from "../../../components/form-error.tsx";
import { formatDuration, plural } from "../../../lib/format.ts";
import { scanHref } from "../../../lib/security-links.ts";
import { useTRPC } from "../../../lib/trpc.tsx";
import { useConsoleHref } from "../../../lib/use-time-range.tsx";
import { PROFILE_WORDS } from "../model/checks.ts";
import { refusalOf } from "../model/start-check.ts";
import styles from "./start.module.css";

interface StartScanDialogProps {
  opened: boolean;
  target: ScanTargetDetail;
  onClose: () => void;
}

/** Says what will be sent where, lets the profile be chosen, and starts the scan. */
export function StartScanDialog({ opened, target, onClose }: StartScanDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={`Scan ${target.name}`} size={560}>
      <StartForm target={target} onClose={onClose} />
    </Modal>
  );
}

function StartForm({ target, onClose }: Omit<StartScanDialogProps, "opened">) {
  const [profile, setProfile] = useState<ScanProfile>(target.settings.profile);
  const start = useStartScan(onClose);
  const refusal = refusalOf(target, profile);
  const { limits } = target.settings;
  return (
    <DialogForm
      action="Start scan"
      pending={start.isPending}
      incomplete={refusal !== null}
      error={start.error}
      onSubmit={() => start.mutate({ targetId: target.id, profile })}
      onCancel={onClose}
    >
      {target.kind === "web" ? (
        <ProfileField value={profile} onChange={setProfile} />
      ) : (
        <p style={{ margin: 0 }}>The files that were uploaded last are checked against what is known today.</p>
      )}
      {target.kind === "web" && (
        <dl className={styles.facts}>
          <dt>To</dt>
          <dd className="mono">{target.origin}</dd>
          <dt>At most</dt>
          <dd>
            {plural(limits.maxRequests, "request")}, {limits.requestsPerSecond} a second, for{" "}
            {formatDuration(limits.maxDurationMs)}
          </dd>
        </dl>
      )}
      <FormError message={refusal} />
    </DialogForm>
  );
}

/** Starts a scan and leads to its page. */
export function useStartScan(onStarted: () => void) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const router = useRouter();
  const to = useConsoleHref();
  return useMutation(
    trpc.scans.start.mutationOptions({
      onSuccess: async ({ id }) => {
        onStarted();
        router.push(to(scanHref(id)));
        await queryClient.invalidateQueries(trpc.scans.pathFilter());
      },
    }),
  );
}

interface ProfileFieldProps {
  value: ScanProfile;
  onChange: (profile: ScanProfile) => void;
}

/** The three profiles, each with what it does to the target. */
export function ProfileField({ value, onChange }: ProfileFieldProps) {
  return (
    <Radio.Group label="Profile" value={value} onChange={(next) => onChange(next as ScanProfile)}>
      <div className={styles.profiles}>
        {SCAN_PROFILES.map((profile) => (
          <Radio key={profile} size="xs" value={profile} label={profile} description={PROFILE_WORDS[profile]} />
        ))}
      </div>
    </Radio.Group>
  );
}
