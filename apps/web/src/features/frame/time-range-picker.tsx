"use client";

import { ActionIcon, Button, Popover, Tooltip } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconArrowBackUp, IconCalendarTime, IconZoomOut } from "@tabler/icons-react";
import { useSyncExternalStore } from "react";
import { formatAbsolute, formatClock, formatDayClock } from "../../lib/format.ts";
import { PRESETS, type RangeSelection } from "../../lib/time-range.ts";
import { useTimeRange } from "../../lib/use-time-range.tsx";
import styles from "./frame.module.css";
import { TimeRangeForm } from "./time-range-form.tsx";

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
          <TimeRangeForm onDone={close} />
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
