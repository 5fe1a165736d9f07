"use client";

import { Button, Kbd } from "@mantine/core";
import { IconFileImport, IconFlask } from "@tabler/icons-react";
import { ActionButton } from "../../../components/action-button.tsx";
import { ConsoleLink } from "../../../components/console-link.tsx";
import styles from "./editor.module.css";
import type { EditorWork } from "./use-save.ts";

interface EditorActionsProps {
  work: EditorWork;
  backHref: string;
  onImport: () => void;
}

/** Import, try, save, or leave it. */
export function EditorActions({ work, backHref, onImport }: EditorActionsProps) {
  return (
    <>
      <ActionButton
        needs="member"
        variant="default"
        leftSection={<IconFileImport size={16} aria-hidden="true" />}
        onClick={onImport}
      >
        Import
      </ActionButton>
      <ActionButton
        needs="member"
        variant="default"
        leftSection={<IconFlask size={16} aria-hidden="true" />}
        rightSection={
          <Kbd className={styles.kbd ?? ""} aria-hidden="true">
            ⌘↵
          </Kbd>
        }
        onClick={work.tryOut}
      >
        Dry run
      </ActionButton>
      <Button component={ConsoleLink} href={backHref} variant="default">
        Cancel
      </Button>
      <ActionButton needs="member" loading={work.isSaving} onClick={work.save}>
        Save
      </ActionButton>
    </>
  );
}
