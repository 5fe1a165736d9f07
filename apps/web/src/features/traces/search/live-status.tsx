"use client";

import { Button, Tooltip, UnstyledButton } from "@mantine/core";
import { IconArrowUp, IconPlayerPause, IconPlayerPlay } from "@tabler/icons-react";
import { plural } from "../../../lib/format.ts";
import classes from "./search.module.css";
import type { LiveState } from "./use-live-traces.ts";

const WORDS: Record<LiveState, string> = {
  off: "Not live",
  connecting: "Connecting",
  live: "Live",
  paused: "Paused",
  reconnecting: "Reconnecting",
};

/** Whether new traces come in by themselves, and the switch to hold them. */
export function LiveStatus({ state, held, onHold }: { state: LiveState; held: boolean; onHold: () => void }) {
  if (state === "off") return null;
  const Icon = held ? IconPlayerPlay : IconPlayerPause;
  return (
    <Tooltip label={held ? "Let new traces in (p)" : "Hold new traces back (p); pointing at a row does so too"}>
      <UnstyledButton className={classes.live} data-state={state} aria-pressed={held} onClick={onHold}>
        <span className={classes.liveDot} aria-hidden="true" />
        <span role="status">{WORDS[state]}</span>
        <Icon size={14} aria-hidden="true" />
      </UnstyledButton>
    </Tooltip>
  );
}

/** How many traces wait above the list; a press lets them in. */
export function NewPill({ count, skipped, onAdmit }: { count: number; skipped: number; onAdmit: () => void }) {
  if (count === 0) return null;
  const more = skipped > 0 ? `; ${plural(skipped, "more")} are found by searching again` : "";
  return (
    <Button
      className={classes.pill}
      radius={16}
      leftSection={<IconArrowUp size={14} />}
      onClick={onAdmit}
      title={`${plural(count, "new trace")}${more}`}
    >
      {count} new
    </Button>
  );
}
