"use client";

import { ActionIcon, Button, type ButtonProps, Tooltip } from "@mantine/core";
import type { Role } from "@plimsoll/core";
import type { ReactNode } from "react";
import { useRefusal } from "../lib/use-role.ts";

interface ActionProps {
  /** The least role that may do it. */
  needs: Role;
  /** Why it cannot be done to this thing, whoever asks; null or absent when it can. */
  blocked?: string | null | undefined;
  onClick: () => void;
}

/** Not the attribute `disabled`: it would take the button, and with it the reason, from the keyboard. */
function refusedProps(reason: string | null) {
  return reason === null ? {} : { "data-disabled": true, "aria-disabled": true };
}
const ALL_EVENTS = { hover: true, focus: true, touch: true };

interface ActionButtonProps extends ActionProps, ButtonProps {
  children: ReactNode;
  "aria-label"?: string;
}

/** A button that whoever may not use it still sees, greyed, with the reason on hover and focus. */
export function ActionButton({ needs, blocked, onClick, children, ...rest }: ActionButtonProps) {
  const refusal = useRefusal(needs);
  const reason = refusal ?? blocked ?? null;
  return (
    <Tooltip label={reason} disabled={reason === null} events={ALL_EVENTS}>
      <Button {...rest} {...refusedProps(reason)} onClick={() => reason === null && onClick()}>
        {children}
      </Button>
    </Tooltip>
  );
}

interface IconActionProps extends ActionProps {
  /** What it does to what, such as `Pause nightly report`. */
  label: string;
  /** The same in a word or two, for the hover text. */
  hint: string;
  loading?: boolean;
  children: ReactNode;
}

/** The same as an icon in a table's row. */
export function IconAction({ needs, blocked, onClick, label, hint, loading, children }: IconActionProps) {
  const refusal = useRefusal(needs);
  const reason = refusal ?? blocked ?? null;
  return (
    <Tooltip label={reason ?? hint} events={ALL_EVENTS}>
      <ActionIcon
        size={28}
        aria-label={label}
        loading={loading ?? false}
        {...refusedProps(reason)}
        onClick={() => reason === null && onClick()}
      >
        {children}
      </ActionIcon>
    </Tooltip>
  );
}

/** The same as a word in a table's row. */
export function RowAction(props: ActionButtonProps) {
  return <ActionButton variant="subtle" size="compact-xs" {...props} />;
}
