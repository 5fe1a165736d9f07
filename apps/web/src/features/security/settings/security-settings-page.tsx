"use client";

import { Button, NumberInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { SEVERITIES, type SecuritySettings } from "@plimsoll/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { FormError } from "../../../components/form-error.tsx";
import { TableSkeleton } from "../../../components/states.tsx";
import { Tile } from "../../../components/tile.tsx";
import { describeError, useTRPC } from "../../../lib/trpc.tsx";
import { useRefusal } from "../../../lib/use-role.ts";
import styles from "./settings.module.css";

const MOST_DAYS = 3650;

/** Until when findings are to be fixed, and how long scans are kept. Admins set it, everybody may see it. */
export function SecuritySettingsPage() {
  const trpc = useTRPC();
  const settings = useQuery(trpc.scans.settings.queryOptions());
  return (
    <Tile
      title="Findings and scans"
      note="how soon a finding is due, and how long scans are kept"
      query={settings}
      skeleton={<TableSkeleton rows={4} />}
    >
      {(loaded) => <SettingsForm key={JSON.stringify(loaded)} settings={loaded} />}
    </Tile>
  );
}

function SettingsForm({ settings }: { settings: SecuritySettings }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const refusal = useRefusal("admin");
  const [draft, setDraft] = useState(settings);
  const save = useMutation(
    trpc.scans.setSettings.mutationOptions({
      onSuccess: async () => {
        notifications.show({ title: "Saved", message: "Due dates count by them, of open findings as well." });
        await queryClient.invalidateQueries(trpc.scans.settings.queryFilter());
        await queryClient.invalidateQueries(trpc.findings.pathFilter());
      },
    }),
  );
  const isSame = JSON.stringify(draft) === JSON.stringify(settings);
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (!isSame) save.mutate(draft);
      }}
    >
      {refusal && <p className={styles.refusal}>{refusal}.</p>}
      <DayFields draft={draft} readOnly={refusal !== null} onChange={setDraft} />
      <FormError message={save.error ? describeError(save.error).message : null} />
      {refusal === null && (
        <div className={styles.buttons}>
          <Button type="submit" loading={save.isPending} disabled={isSame}>
            Save
          </Button>
          {!isSame && (
            <Button variant="default" onClick={() => setDraft(settings)}>
              Undo
            </Button>
          )}
        </div>
      )}
    </form>
  );
}

interface DayFieldsProps {
  draft: SecuritySettings;
  readOnly: boolean;
  onChange: (draft: SecuritySettings) => void;
}

function DayFields({ draft, readOnly, onChange }: DayFieldsProps) {
  const days = { readOnly, min: 1, max: MOST_DAYS, allowDecimal: false, clampBehavior: "strict" } as const;
  return (
    <div className={styles.fields}>
      {SEVERITIES.map((severity) => (
        <NumberInput
          key={severity}
          label={`Due, ${severity}`}
          description="days after it was found; empty for never"
          value={draft.dueDays[severity] ?? ""}
          onChange={(value) =>
            onChange({ ...draft, dueDays: { ...draft.dueDays, [severity]: typeof value === "number" ? value : null } })
          }
          {...days}
        />
      ))}
      <NumberInput
        label="Scans are kept"
        description="days; findings and their history stay"
        value={draft.keepScansDays}
        onChange={(value) => typeof value === "number" && onChange({ ...draft, keepScansDays: value })}
        {...days}
      />
    </div>
  );
}
