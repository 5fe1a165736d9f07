"use client";

import { ActionIcon, Button, SegmentedControl, TextInput, Tooltip } from "@mantine/core";
import {
  IconArrowsMaximize,
  IconChevronDown,
  IconChevronUp,
  IconFold,
  IconRoute,
  IconSearch,
  IconZoomReset,
} from "@tabler/icons-react";
import type { Ref } from "react";
import type { TraceModel } from "../model/trace-model.ts";
import { collapseToDepth } from "../model/visible-rows.ts";
import classes from "./trace-view.module.css";
import type { TraceTab, useTraceView } from "./use-trace-view.ts";

interface TraceToolbarProps {
  model: TraceModel;
  state: ReturnType<typeof useTraceView>;
  searchRef: Ref<HTMLInputElement>;
}

/** Tabs, search inside the trace, and what the waterfall shows. */
export function TraceToolbar({ model, state, searchRef }: TraceToolbarProps) {
  return (
    <div className={classes.toolbar}>
      <SegmentedControl
        aria-label="View of the trace"
        value={state.tab}
        onChange={(value) => state.setTab(value as TraceTab)}
        data={[
          { value: "waterfall", label: "Waterfall" },
          { value: "flame", label: "Flame graph" },
          { value: "table", label: "Table" },
        ]}
      />
      {state.tab !== "table" && <TraceSearch model={model} state={state} searchRef={searchRef} />}
      <span className={classes.toolbarEnd}>
        {state.tab !== "table" && state.zoomed && (
          <Button variant="default" leftSection={<IconZoomReset size={16} />} onClick={state.resetZoom}>
            Whole trace
          </Button>
        )}
        {state.tab === "waterfall" && <TreeTools model={model} state={state} />}
      </span>
    </div>
  );
}

function TraceSearch({ state, searchRef }: TraceToolbarProps) {
  const { search, selection, stepFound } = state;
  const at = search.found.indexOf(selection.focused);
  const searching = search.text.trim() !== "";
  return (
    <div className={classes.search} role="search">
      <TextInput
        ref={searchRef}
        aria-label="Find spans in this trace"
        placeholder="Find in trace: text, or service:cart status:error"
        leftSection={<IconSearch size={14} />}
        value={search.text}
        onChange={(event) => search.setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter") stepFound(event.shiftKey ? -1 : 1);
          else if (event.key === "Escape") {
            search.setText("");
            event.currentTarget.blur();
          } else return;
          event.preventDefault();
        }}
      />
      {searching && (
        <>
          <span className={classes.foundCount} aria-live="polite">
            {search.found.length === 0
              ? "None"
              : `${at >= 0 ? `${(at + 1).toLocaleString("en-US")} / ` : ""}${search.found.length.toLocaleString("en-US")}`}
          </span>
          <ActionIcon aria-label="Previous match" disabled={search.found.length === 0} onClick={() => stepFound(-1)}>
            <IconChevronUp size={16} />
          </ActionIcon>
          <ActionIcon aria-label="Next match" disabled={search.found.length === 0} onClick={() => stepFound(1)}>
            <IconChevronDown size={16} />
          </ActionIcon>
        </>
      )}
    </div>
  );
}

function TreeTools({ model, state }: { model: TraceModel; state: TraceToolbarProps["state"] }) {
  const { tree, showCritical, toggleCritical } = state;
  return (
    <>
      <Tooltip label="Light the critical path (c): what the trace waited for">
        <Button
          variant="default"
          className={classes.pressable}
          aria-pressed={showCritical}
          leftSection={<IconRoute size={16} />}
          onClick={toggleCritical}
        >
          Critical path
        </Button>
      </Tooltip>
      <Tooltip label="Collapse all">
        <ActionIcon
          variant="default"
          aria-label="Collapse all"
          onClick={() => tree.change((collapsed) => collapseToDepth(model, collapsed, 1))}
        >
          <IconFold size={16} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label="Expand all">
        <ActionIcon
          variant="default"
          aria-label="Expand all"
          onClick={() => tree.change((collapsed) => void collapsed.fill(0))}
        >
          <IconArrowsMaximize size={16} />
        </ActionIcon>
      </Tooltip>
    </>
  );
}
