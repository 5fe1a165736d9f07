"use client";

import { useMemo } from "react";
import { ConsoleLink } from "../../../components/console-link.tsx";
import { CopyableId } from "../../../components/copyable-id.tsx";
import { ServiceDot } from "../../../components/service-label.tsx";
import { StatusBadge } from "../../../components/status-badge.tsx";
import { RelativeTime } from "../../../components/values.tsx";
import { formatFull, formatNano, formatPercent, plural } from "../../../lib/format.ts";
import { loadRunHref } from "../../../lib/load-links.ts";
import { serviceColorVar } from "../../../lib/service-color.ts";
import { serviceShares } from "../model/span-groups.ts";
import type { TraceModel } from "../model/trace-model.ts";
import { TraceActions } from "./trace-actions.tsx";
import classes from "./trace-view.module.css";

const SHARES_SHOWN = 6;

interface TraceHeaderProps {
  model: TraceModel;
  /** The run of a load test whose request this is. */
  loadRun: string | null;
  onNextError: () => void;
}

/** What the trace is, how long it took and where its time went, and what can be done with it. */
export function TraceHeader({ model, loadRun, onNextError }: TraceHeaderProps) {
  const { outline } = model;
  const root = model.order[0] ?? 0;
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
        {loadRun && <ConsoleLink href={loadRunHref(loadRun)}>Request of a load run</ConsoleLink>}
      </div>
      <ServiceShares model={model} />
    </header>
  );
}

/** Which services the time went to, as one bar and in words. */
function ServiceShares({ model }: { model: TraceModel }) {
  const shares = useMemo(() => serviceShares(model), [model]);
  return (
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
  );
}
