"use client";

import { Button, type ButtonProps, Tooltip } from "@mantine/core";
import type { Role } from "@plimsoll/core";
import type { ReactNode } from "react";
import { useRefusal } from "../lib/use-role.ts";

interface ActionButtonProps extends ButtonProps {
  /** The least role that may do it. */
  needs: Role;
  /** Why it cannot be done to this thing, whoever asks; null or absent when it can. */
  blocked?: string | null | undefined;
  onClick: () => void;
  children: ReactNode;
  "aria-label"?: string;
}

/** A button that whoever may not use it still sees, greyed, with the reason on hover and focus. */
export function ActionButton({ needs, blocked, onClick, children, ...rest }: ActionButtonProps) {
  const refusal = useRefusal(needs);
  const reason = refusal ?? blocked ?? null;
  return (
    <Tooltip label={reason} disabled={reason === null} events={{ hover: true, focus: true, touch: true }}>
      {/* Not the attribute `disabled`: it would take the button, and with it the reason, from the keyboard. */}
      <Button
        {...rest}
        {...(reason !== null && { "data-disabled": true, "aria-disabled": true })}
        onClick={() => reason === null && onClick()}
      >
        {children}
      </Button>
    </Tooltip>
  );
}

/** The same in a table's row: small and without a frame. */
export function RowAction(props: ActionButtonProps) {
  return <ActionButton variant="subtle" size="compact-xs" {...props} />;
}
