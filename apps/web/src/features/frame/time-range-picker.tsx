"use client";

import { ActionIcon, Button, Popover, Text, TextInput, Tooltip, UnstyledButton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconArrowBackUp, IconCalendarTime, IconZoomOut } from "@tabler/icons-react";
import { useState, useSyncExternalStore } from "react";
import { formatAbsolute, formatClock, formatDayClock } from "../../lib/format.ts";
import { PRESETS, type RangeSelection } from "../../lib/time-range.ts";
import { useTimeRange } from "../../lib/use-time-range.tsx";
import styles from "./frame.module.css";

function labelOf(selection: RangeSelection): string {
  if (selection.preset) return PRESETS.find((preset) => preset.id === selection.preset)?.label ?? selection.preset;
  const { fromMs, toMs } = selection;
  const sameDay = new Date(fromMs).toDateString() === new Date(toMs).toDateString();
  const short = toMs - fromMs < 600_000;
  return `${sameDay && short ? formatClock(fromMs) : formatDayClock(fromMs)} to ${sameDay ? formatClock(toMs, short) : formatDayClock(toMs)}`;
}

const neverChanges = () => () => undefined;

/** The page's time range: presets, two instants, zoom out and back. */
export function TimeRangePicker() {
  const range = useTimeRange();
  const [opened, { close, toggle }] = useDisclosure();
  // Zones differ between server and browser: an absolute range is written out once the browser draws it.
  const mounted = useSyncExternalStore(
    neverChanges,
    () => true,
    () => false,
  );
  const known = mounted || range.selection.preset !== null;
  const title = mounted ? `${formatAbsolute(range.fromMs)} to ${formatAbsolute(range.toMs)}` : undefined;

  return (
    <div className={styles.range}>
      <Tooltip label="Back to the range before">
        <ActionIcon
          aria-label="Back to the range before"
          className={styles.wide}
          onClick={() => range.back?.()}
          disabled={!range.back}
        >
          <IconArrowBackUp size={16} />
        </ActionIcon>
      </Tooltip>
      <Popover opened={opened} onChange={(next) => !next && close()} position="bottom-end" trapFocus returnFocus>
        <Popover.Target>
          <Button
            variant="default"
            leftSection={<IconCalendarTime size={16} />}
            onClick={toggle}
            title={title}
            aria-haspopup="dialog"
            aria-expanded={opened}
            className={styles.rangeButton}
          >
            <span className="truncate">{known ? labelOf(range.selection) : "…"}</span>
          </Button>
        </Popover.Target>
        <Popover.Dropdown aria-label="Time range" p={0}>
          <RangeForm onDone={close} />
        </Popover.Dropdown>
      </Popover>
      <Tooltip label="Zoom out">
        <ActionIcon aria-label="Zoom out" className={styles.wide} onClick={range.zoomOut}>
          <IconZoomOut size={16} />
        </ActionIcon>
      </Tooltip>
    </div>
  );
}

/** Local time in the form that `datetime-local` inputs take. */
function toLocalInput(ms: number): string {
  const offsetMs = new Date(ms).getTimezoneOffset() * 60_000;
  return new Date(ms - offsetMs).toISOString().slice(0, 19);
}

function RangeForm({ onDone }: { onDone: () => void }) {
  const range = useTimeRange();
  const [from, setFrom] = useState(() => toLocalInput(range.fromMs));
  const [to, setTo] = useState(() => toLocalInput(range.toMs));
  const [fromMs, toMs] = [new Date(from).getTime(), new Date(to).getTime()];
  const valid = fromMs < toMs;
  return (
    <div className={styles.rangeForm}>
      <div className={styles.presets} role="group" aria-label="Presets">
        {PRESETS.map((preset) => (
          <UnstyledButton
            key={preset.id}
            className={styles.preset}
            aria-pressed={range.selection.preset === preset.id}
            onClick={() => {
              range.setPreset(preset.id);
              onDone();
            }}
          >
            {preset.label}
          </UnstyledButton>
        ))}
      </div>
      <form
        className={styles.between}
        onSubmit={(event) => {
          event.preventDefault();
          range.setRange(fromMs, toMs);
          onDone();
        }}
      >
        <TextInput
          label="From"
          type="datetime-local"
          step={1}
          value={from}
          onChange={(event) => setFrom(event.currentTarget.value)}
        />
        <TextInput
          label="To"
          type="datetime-local"
          step={1}
          value={to}
          onChange={(event) => setTo(event.currentTarget.value)}
          error={valid ? null : "The end must lie after the start"}
        />
        <Text size="xs" c="dimmed">
          Times are in {Intl.DateTimeFormat().resolvedOptions().timeZone}
        </Text>
        <Button type="submit" disabled={!valid}>
          Show this range
        </Button>
      </form>
    </div>
  );
}
