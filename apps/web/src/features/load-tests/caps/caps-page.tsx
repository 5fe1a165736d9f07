"use client";

import { Button, NumberInput, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import type { LoadCaps } from "@plimsoll/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { FormError } from "../../../components/form-error.tsx";
import { TableSkeleton } from "../../../components/states.tsx";
import { Tile } from "../../../components/tile.tsx";
import { describeError, useTRPC } from "../../../lib/trpc.tsx";
import { useRefusal } from "../../../lib/use-role.ts";
import { type CapsDraft, capsOf, durationError, draftOfCaps } from "../model/caps-draft.ts";
import styles from "./caps.module.css";

/** The most that load tests of this project may do. Admins set it, everybody may see it. */
export function CapsPage() {
  const trpc = useTRPC();
  const caps = useQuery(trpc.loadTests.caps.queryOptions());
  return (
    <Tile
      title="Limits of load tests"
      note="what one run may do at most; a test that wants more is not started"
      query={caps}
      skeleton={<TableSkeleton rows={4} />}
    >
      {(loaded) => <CapsForm key={JSON.stringify(loaded)} caps={loaded} />}
    </Tile>
  );
}

function CapsForm({ caps }: { caps: LoadCaps }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const refusal = useRefusal("admin");
  const [draft, setDraft] = useState(() => draftOfCaps(caps));
  const save = useMutation(
    trpc.loadTests.setCaps.mutationOptions({
      onSuccess: async () => {
        notifications.show({ title: "Saved", message: "The limits count for every run that is started from now on." });
        await queryClient.invalidateQueries(trpc.loadTests.caps.queryFilter());
      },
    }),
  );
  const input = capsOf(draft);
  const isSame = JSON.stringify(draft) === JSON.stringify(draftOfCaps(caps));
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (input && !isSame) save.mutate(input);
      }}
    >
      {refusal && <p className={styles.refusal}>{refusal}.</p>}
      <CapsFields
        draft={draft}
        readOnly={refusal !== null}
        onChange={(patch) => setDraft((before) => ({ ...before, ...patch }))}
      />
      <FormError message={save.error ? describeError(save.error).message : null} />
      {refusal === null && (
        <div className={styles.buttons}>
          <Button type="submit" loading={save.isPending} disabled={!input || isSame}>
            Save
          </Button>
          {!isSame && (
            <Button variant="default" onClick={() => setDraft(draftOfCaps(caps))}>
              Undo
            </Button>
          )}
        </div>
      )}
    </form>
  );
}

interface CapsFieldsProps {
  draft: CapsDraft;
  readOnly: boolean;
  onChange: (patch: Partial<CapsDraft>) => void;
}

function CapsFields({ draft, readOnly, onChange }: CapsFieldsProps) {
  const number = (key: "maxRate" | "maxConcurrency" | "maxRequests", max: number) => ({
    readOnly,
    min: 1,
    max,
    thousandSeparator: ",",
    value: draft[key],
    error: draft[key] === "" ? "Needed" : null,
    onChange: (value: number | string) => onChange({ [key]: typeof value === "number" ? value : "" }),
  });
  return (
    <div className={styles.fields}>
      <NumberInput label="Rate" description="iterations a second, of a whole run" {...number("maxRate", 10_000_000)} />
      <TextInput
        label="Duration"
        description="such as 30 min or 1 h"
        readOnly={readOnly}
        value={draft.maxDuration}
        error={durationError(draft.maxDuration)}
        onChange={(event) => onChange({ maxDuration: event.currentTarget.value })}
      />
      <NumberInput
        label="At once"
        description="users, or iterations under way"
        allowDecimal={false}
        {...number("maxConcurrency", 1_000_000)}
      />
      <NumberInput
        label="Requests"
        description="in all; a run that comes so far ends there"
        allowDecimal={false}
        {...number("maxRequests", 10_000_000_000)}
      />
    </div>
  );
}
