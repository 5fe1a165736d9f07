"use client";

import { ActionIcon, Button, Menu, Tooltip } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconArrowsDiff, IconBraces, IconCheck, IconLink } from "@tabler/icons-react";
import { useClipboard } from "@mantine/hooks";
import { useState } from "react";
import { ConsoleLink } from "../../../components/console-link.tsx";
import { CopyableId } from "../../../components/copyable-id.tsx";
import { ServiceDot } from "../../../components/service-label.tsx";
import { StatusBadge } from "../../../components/status-badge.tsx";
import { RelativeTime } from "../../../components/values.tsx";
import { download } from "../../../lib/download.ts";
import { formatFull, formatNano, formatPercent, plural } from "../../../lib/format.ts";
import { serviceColorVar } from "../../../lib/service-color.ts";
import { describeError, useTRPCClient } from "../../../lib/trpc.tsx";
import { serviceShares } from "../model/span-groups.ts";
import type { TraceModel } from "../model/trace-model.ts";
import classes from "./trace-view.module.css";
import { useMemo } from "react";

const SHARES_SHOWN = 6;

/** What the trace is, how long it took and where its time went, and what can be done with it. */
export function TraceHeader({ model, onNextError }: { model: TraceModel; onNextError: () => void }) {
  const { outline } = model;
  const root = model.order[0] ?? 0;
  const shares = useMemo(() => serviceShares(model), [model]);
  const total = model.rangeEnd - model.rangeStart;
  const startedAt = new Date(Number(BigInt(outline.startTimeUnixNano) / 1_000_000n)).toISOString();
  return (
    <header className={classes.header}>
      <div className={classes.headline}>
        <h1>
          <ServiceDot service={outline.services[outline.service[root] ?? 0] ?? ""} />
          <span className={classes.rootService}>{outline.services[outline.service[root] ?? 0]}</span>
          <span className={classes.rootOperation}>{outline.operations[outline.operation[root] ?? 0]}</span>
        </h1>
        <TraceActions traceId={outline.traceId} />
      </div>
      <div className={classes.figures}>
        <strong title={formatFull(total / 1e6, "ms")}>{formatNano(total)}</strong>
        <span>
          {model.count.toLocaleString("en-US")} {model.count === 1 ? "span" : "spans"}
        </span>
        {model.errors > 0 ? (
          <button type="button" className={classes.errors} onClick={onNextError} title="Next error (e)">
            <StatusBadge plain tone="error">
              {plural(model.errors, "error")}
            </StatusBadge>
          </button>
        ) : (
          <StatusBadge plain tone="ok">
            No errors
          </StatusBadge>
        )}
        <RelativeTime at={startedAt} />
        <CopyableId id={outline.traceId} label="trace id" />
      </div>
      <div className={classes.shares} role="list" aria-label="Self time by service">
        <div className={classes.shareBar} aria-hidden="true">
          {shares.map(({ service, share }) => (
            <span key={service} style={{ flexGrow: share, background: serviceColorVar(service) }} />
          ))}
        </div>
        {shares.slice(0, SHARES_SHOWN).map(({ service, share, self, spans }) => (
          <span
            key={service}
            role="listitem"
            className={classes.shareItem}
            title={`${formatNano(self)} of its own, ${plural(spans, "span")}`}
          >
            <ServiceDot service={service} />
            {service} <span className="muted">{formatPercent(share)}</span>
          </span>
        ))}
        {shares.length > SHARES_SHOWN && <span className="muted">and {shares.length - SHARES_SHOWN} more</span>}
      </div>
    </header>
  );
}

function TraceActions({ traceId }: { traceId: string }) {
  const client = useTRPCClient();
  const clipboard = useClipboard();
  const [busy, setBusy] = useState(false);
  const save = async () => {
    setBusy(true);
    try {
      const trace = await client.traces.get.query({ traceId });
      download(`trace-${traceId}.json`, new Blob([JSON.stringify(trace, null, 2)], { type: "application/json" }));
    } catch (error) {
      notifications.show({ color: "red", title: "The trace was not saved", message: describeError(error).message });
    } finally {
      setBusy(false);
    }
  };
  const raw = `/api/trpc/traces.get?input=${encodeURIComponent(JSON.stringify({ traceId }))}`;
  return (
    <div className={classes.actions}>
      <Button
        component={ConsoleLink}
        href={`/traces/compare?a=${traceId}`}
        variant="default"
        leftSection={<IconArrowsDiff size={16} />}
      >
        Compare
      </Button>
      <Tooltip label={clipboard.copied ? "Link copied" : "Copy a link to what you see"}>
        <ActionIcon
          variant="default"
          aria-label="Copy a link to this view"
          onClick={() => clipboard.copy(window.location.href)}
        >
          {clipboard.copied ? <IconCheck size={16} /> : <IconLink size={16} />}
        </ActionIcon>
      </Tooltip>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" aria-label="Trace as JSON" loading={busy}>
            <IconBraces size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => void save()}>Save as JSON</Menu.Item>
          <Menu.Item component="a" href={raw} target="_blank">
            Open JSON in a new tab
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}
