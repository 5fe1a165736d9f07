"use client";

import { Modal, NumberInput, Textarea, TextInput } from "@mantine/core";
import type { ScanTargetDetail } from "@plimsoll/core";
import { useState } from "react";
import { ActionButton } from "../../../components/action-button.tsx";
import { DialogForm } from "../../../components/dialog-form.tsx";
import { Tile, type TileQuery } from "../../../components/tile.tsx";
import { formatBytes, formatDuration, plural } from "../../../lib/format.ts";
import { draftOfSettings, longestError, pathsError, type SettingsDraft, settingsOf } from "../model/settings-draft.ts";
import { ProfileField } from "../start/start-scan-dialog.tsx";
import styles from "./target.module.css";
import { useUpdateTarget } from "./use-update-target.ts";

/** What each scan asks of the target, and what it may cost it. */
export function SettingsTile({ query }: { query: TileQuery<ScanTargetDetail> }) {
  return (
    <Tile title="Settings" query={query}>
      {(target) => <Settings target={target} />}
    </Tile>
  );
}

function Settings({ target }: { target: ScanTargetDetail }) {
  const [opened, setOpened] = useState(false);
  const { profile, entryPaths, openApi, limits } = target.settings;
  return (
    <>
      <dl className={styles.facts}>
        <dt>Profile</dt>
        <dd>{profile}</dd>
        <dt>Begins at</dt>
        <dd className="mono">{["/", ...entryPaths].join(" ")}</dd>
        <dt>OpenAPI</dt>
        <dd>{openApi === null ? <span className="muted">none</span> : <OpenApi text={openApi} />}</dd>
        <dt>At most</dt>
        <dd>
          {plural(limits.maxRequests, "request")} in {formatDuration(limits.maxDurationMs)}, {limits.requestsPerSecond}{" "}
          a second, {limits.concurrency} at once
        </dd>
      </dl>
      <ActionButton needs="member" variant="default" onClick={() => setOpened(true)}>
        Change
      </ActionButton>
      <Modal opened={opened} onClose={() => setOpened(false)} title={`Scans of ${target.name}`} size={600}>
        <SettingsForm target={target} onClose={() => setOpened(false)} />
      </Modal>
    </>
  );
}

/** A path is shown, a whole document only measured. */
function OpenApi({ text }: { text: string }) {
  return text.startsWith("/") ? <span className="mono">{text}</span> : `a document of ${formatBytes(text.length)}`;
}

function SettingsForm({ target, onClose }: { target: ScanTargetDetail; onClose: () => void }) {
  const [name, setName] = useState(target.name);
  const [draft, setDraft] = useState(() => draftOfSettings(target.settings));
  const save = useUpdateTarget(onClose);
  const change = (patch: Partial<SettingsDraft>) => setDraft((before) => ({ ...before, ...patch }));
  const settings = settingsOf(draft);
  return (
    <DialogForm
      action="Save"
      pending={save.isPending}
      incomplete={settings === null || name.trim() === ""}
      error={save.error}
      onSubmit={() => settings && save.mutate({ id: target.id, name: name.trim(), settings })}
      onCancel={onClose}
    >
      <TextInput
        label="Name"
        maxLength={80}
        autoComplete="off"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        data-autofocus
      />
      <ProfileField value={draft.profile} onChange={(profile) => change({ profile })} />
      <WhereFields draft={draft} onChange={change} />
      <LimitFields draft={draft} onChange={change} />
    </DialogForm>
  );
}

interface FieldsProps {
  draft: SettingsDraft;
  onChange: (patch: Partial<SettingsDraft>) => void;
}

function WhereFields({ draft, onChange }: FieldsProps) {
  const text = { autosize: true, minRows: 2, maxRows: 8, spellCheck: false, className: styles.mono ?? "" };
  return (
    <>
      <Textarea
        label="Entry paths"
        description="Where the look around begins beside /, a path a line"
        placeholder="/app"
        value={draft.entryPaths}
        error={pathsError(draft.entryPaths)}
        onChange={(event) => onChange({ entryPaths: event.currentTarget.value })}
        {...text}
      />
      <Textarea
        label="OpenAPI"
        description="A path on the target, or the document itself in JSON or YAML; with it each operation is checked"
        placeholder="/openapi.json"
        value={draft.openApi}
        onChange={(event) => onChange({ openApi: event.currentTarget.value })}
        {...text}
      />
    </>
  );
}

function LimitFields({ draft, onChange }: FieldsProps) {
  const number = (key: "maxRequests" | "requestsPerSecond" | "concurrency", min: number, max: number) => ({
    min,
    max,
    value: draft[key],
    error: draft[key] === "" ? "Needed" : null,
    onChange: (value: number | string) => onChange({ [key]: typeof value === "number" ? value : "" }),
  });
  return (
    <div className={styles.pair}>
      <NumberInput label="Requests, at most" allowDecimal={false} {...number("maxRequests", 10, 50_000)} />
      <TextInput
        label="Time, at most"
        value={draft.maxDuration}
        error={longestError(draft.maxDuration)}
        onChange={(event) => onChange({ maxDuration: event.currentTarget.value })}
      />
      <NumberInput label="Requests a second" {...number("requestsPerSecond", 0.1, 100)} />
      <NumberInput label="Requests at once" allowDecimal={false} {...number("concurrency", 1, 16)} />
    </div>
  );
}
