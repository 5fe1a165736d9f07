"use client";

import { Autocomplete, Checkbox, Modal, TextInput } from "@mantine/core";
import type { ScanSchedule, ScanTargetDetail } from "@plimsoll/core";
import { useMemo, useState } from "react";
import { ActionButton } from "../../../components/action-button.tsx";
import { DialogForm } from "../../../components/dialog-form.tsx";
import { StatusBadge } from "../../../components/status-badge.tsx";
import { Tile, type TileQuery } from "../../../components/tile.tsx";
import { describeRhythm } from "../../schedules/describe-rhythm.ts";
import { NextRuns } from "../../schedules/next-runs.tsx";
import { RhythmPreview } from "../../schedules/rhythm-preview.tsx";
import { knownZones, readersZone } from "../../schedules/zone-time.ts";
import { ProfileField } from "../start/start-scan-dialog.tsx";
import styles from "./target.module.css";
import { useUpdateTarget } from "./use-update-target.ts";

/** When scans of the target come by themselves. */
export function ScheduleTile({ query }: { query: TileQuery<ScanTargetDetail> }) {
  return (
    <Tile title="Schedule" query={query}>
      {(target) => <Schedule target={target} />}
    </Tile>
  );
}

function Schedule({ target }: { target: ScanTargetDetail }) {
  const [opened, setOpened] = useState(false);
  const remove = useUpdateTarget(() => undefined);
  const { id, schedule, nextScans } = target;
  return (
    <>
      {schedule ? (
        <ScheduleFacts schedule={schedule} isWeb={target.kind === "web"} nextScans={nextScans} />
      ) : (
        <p className={styles.note}>Scans start by hand, or after a deploy when a pipeline asks for one.</p>
      )}
      <div className={styles.buttons}>
        <ActionButton needs="member" variant="default" onClick={() => setOpened(true)}>
          {schedule ? "Change" : "Set a schedule"}
        </ActionButton>
        {schedule && (
          <ActionButton
            needs="member"
            variant="subtle"
            loading={remove.isPending}
            onClick={() => remove.mutate({ id, schedule: null })}
          >
            Remove
          </ActionButton>
        )}
      </div>
      <Modal opened={opened} onClose={() => setOpened(false)} title={`When ${target.name} is scanned`} size={560}>
        <ScheduleForm target={target} onClose={() => setOpened(false)} />
      </Modal>
    </>
  );
}

interface ScheduleFactsProps {
  schedule: ScanSchedule;
  isWeb: boolean;
  nextScans: readonly string[];
}

function ScheduleFacts({ schedule, isWeb, nextScans }: ScheduleFactsProps) {
  return (
    <dl className={styles.facts}>
      <dt>When</dt>
      <dd title={schedule.cron}>
        {describeRhythm({ cron: schedule.cron, everyMs: null })} <span className="muted">in {schedule.timezone}</span>
      </dd>
      {isWeb && (
        <>
          <dt>Profile</dt>
          <dd>{schedule.profile}</dd>
        </>
      )}
      <dt>Next</dt>
      <dd>
        {schedule.paused ? (
          <StatusBadge tone="warn">paused</StatusBadge>
        ) : (
          <NextRuns runs={nextScans} timezone={schedule.timezone} />
        )}
      </dd>
    </dl>
  );
}

function emptySchedule(target: ScanTargetDetail): ScanSchedule {
  return { cron: "0 3 * * *", timezone: readersZone(), profile: target.settings.profile, paused: false };
}

function ScheduleForm({ target, onClose }: { target: ScanTargetDetail; onClose: () => void }) {
  const [draft, setDraft] = useState(() => target.schedule ?? emptySchedule(target));
  const zones = useMemo(() => knownZones(), []);
  const save = useUpdateTarget(onClose);
  const change = (patch: Partial<ScanSchedule>) => setDraft((before) => ({ ...before, ...patch }));
  const cron = draft.cron.trim();
  return (
    <DialogForm
      action="Save"
      pending={save.isPending}
      incomplete={cron === "" || draft.timezone === ""}
      error={save.error}
      onSubmit={() => save.mutate({ id: target.id, schedule: { ...draft, cron } })}
      onCancel={onClose}
    >
      <div className={styles.pair}>
        <TextInput
          label="Cron expression"
          description="minute hour day month weekday"
          maxLength={120}
          spellCheck={false}
          autoComplete="off"
          className={styles.mono ?? ""}
          value={draft.cron}
          onChange={(event) => change({ cron: event.currentTarget.value })}
          data-autofocus
        />
        <Autocomplete
          label="Time zone"
          description="the clock it goes by"
          data={zones}
          limit={50}
          value={draft.timezone}
          onChange={(timezone) => change({ timezone })}
        />
      </div>
      <RhythmPreview rhythm={cron === "" ? null : { cron, timezone: draft.timezone }} />
      {target.kind === "web" && <ProfileField value={draft.profile} onChange={(profile) => change({ profile })} />}
      <Checkbox
        size="xs"
        label="Paused"
        description="It is kept but does not run by the clock"
        checked={draft.paused}
        onChange={(event) => change({ paused: event.currentTarget.checked })}
      />
    </DialogForm>
  );
}
