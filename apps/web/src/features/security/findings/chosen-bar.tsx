"use client";

import { Button } from "@mantine/core";
import type { FindingItem, SuppressionKind } from "@plimsoll/core";
import { useState } from "react";
import { ActionButton } from "../../../components/action-button.tsx";
import { plural } from "../../../lib/format.ts";
import { SUPPRESSIONS } from "../model/finding-states.ts";
import styles from "./findings.module.css";
import { OwnerDialog } from "./owner-dialog.tsx";
import { SuppressDialog } from "./suppress-dialog.tsx";

/** The most that one call takes. */
const MOST = 100;

interface ChosenBarProps {
  findings: readonly FindingItem[];
  onClear: () => void;
}

/** What can be done with the findings that are chosen. */
export function ChosenBar({ findings, onClear }: ChosenBarProps) {
  const [doing, setDoing] = useState<SuppressionKind | "owner" | null>(null);
  const ids = findings.map(({ id }) => id);
  const blocked = ids.length > MOST ? `${MOST} at a time; ${ids.length} are chosen` : null;
  const notOpen = findings.some(({ state }) => state === "fixed") ? "One that is fixed is among them" : null;
  const close = () => setDoing(null);
  return (
    <div className={styles.chosen} role="region" aria-label="Chosen findings">
      <strong aria-live="polite">{plural(ids.length, "finding")} chosen</strong>
      <Button variant="subtle" size="compact-xs" onClick={onClear}>
        Clear
      </Button>
      <span className={styles.chosenActions}>
        <ActionButton needs="member" variant="default" blocked={blocked} onClick={() => setDoing("owner")}>
          Give to…
        </ActionButton>
        {(["false-positive", "accepted"] as const).map((kind) => (
          <ActionButton
            key={kind}
            needs="member"
            variant={kind === "accepted" ? "filled" : "default"}
            blocked={blocked ?? notOpen}
            onClick={() => setDoing(kind)}
          >
            {SUPPRESSIONS[kind].action}
          </ActionButton>
        ))}
      </span>
      <SuppressDialog
        kind={doing === "owner" ? null : doing}
        ids={ids}
        what={plural(ids.length, "finding")}
        onClose={close}
        onDone={onClear}
      />
      <OwnerDialog opened={doing === "owner"} ids={ids} owner={null} onClose={close} />
    </div>
  );
}
