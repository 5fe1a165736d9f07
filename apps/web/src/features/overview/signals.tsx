"use client";

import { Skeleton } from "@mantine/core";
import type { Overview, ServiceLoadLine } from "@plimsoll/core";
import type { ReactNode } from "react";
import { ConsoleLink } from "../../components/console-link.tsx";
import { Sparkline } from "../../components/sparkline.tsx";
import { StatusBadge } from "../../components/status-badge.tsx";
import { Duration, Percent, Rate } from "../../components/values.tsx";
import { formatPercent, formatRate } from "../../lib/format.ts";
import { serviceHref } from "../../lib/trace-links.ts";
import { HeadroomGauge } from "../services/headroom-gauge.tsx";
import { closestToLine, headroomText, headroomTone } from "../services/model/headroom.ts";
import styles from "./overview.module.css";
import { concernedServices } from "./state-sentence.ts";

/** Requests, errors, p95 and the least headroom or, while no load line is known, how many services are as usual. */
export function Signals({ overview, lines }: { overview: Overview; lines: readonly ServiceLoadLine[] }) {
  const { totals, previous, series } = overview;
  const closest = closestToLine(lines);
  return (
    <div className={styles.signals}>
      <Signal label="Requests" note={<Change now={totals.ratePerSecond} before={previous.ratePerSecond} />}>
        <Rate perSecond={totals.ratePerSecond} />
        <Sparkline values={series.ratePerSecond} label="Requests over time" width="100%" height={32} />
      </Signal>
      <Signal label="Errors" note={<Change now={totals.errorRatio} before={previous.errorRatio} worse="up" />}>
        <Percent ratio={totals.errorRatio} />
        <Sparkline values={series.errorRatio} label="Errors over time" color="var(--error)" width="100%" height={32} />
      </Signal>
      <Signal label="p95" note={<Change now={totals.p95Ms} before={previous.p95Ms} worse="up" />}>
        <Duration ms={totals.p95Ms} />
        <Sparkline values={series.p95Ms} label="p95 over time" color="var(--info)" width="100%" height={32} />
      </Signal>
      {closest ? <HeadroomSignal {...closest} /> : <UsualSignal overview={overview} />}
    </div>
  );
}

/** How much the service that is closest to its load line can still take. */
function HeadroomSignal({ line, headroom }: { line: ServiceLoadLine; headroom: number }) {
  const { tone, word } = headroomTone(headroom);
  return (
    <Signal label="Headroom" note={<ConsoleLink href={serviceHref(line.service)}>{line.service}</ConsoleLink>}>
      <span className={styles.headroom}>
        {headroomText(headroom)}
        <StatusBadge tone={tone}>{word}</StatusBadge>
      </span>
      <div>
        <HeadroomGauge headroom={headroom} />
        <span className={styles.headroomNote}>
          {formatRate(line.liveRate)} of {formatRate(line.current?.rate)}
        </span>
      </div>
    </Signal>
  );
}

function UsualSignal({ overview }: { overview: Overview }) {
  const total = overview.services.length;
  const usual = total - concernedServices(overview).size;
  return (
    <Signal label="Services as usual" note={usual === total ? null : "see concerns"}>
      <span>
        {usual} of {total}
      </span>
      <Shares usual={usual} total={total} />
    </Signal>
  );
}

function Signal({ label, note, children }: { label: string; note: ReactNode; children: ReactNode }) {
  return (
    <section className={styles.signal} aria-label={label}>
      <header>
        <h2>{label}</h2>
        <span className="muted">{note}</span>
      </header>
      <div className={styles.signalValue}>{children}</div>
    </section>
  );
}

/** How far a figure moved against the same length of time before. */
function Change({ now, before, worse }: { now: number | null; before: number | null; worse?: "up" }) {
  if (now === null || before === null || before === 0) return null;
  const change = now / before - 1;
  const bad = worse === "up" && change > 0.1;
  const sign = change >= 0 ? "+" : "−";
  const text =
    Math.abs(change) < 0.005 ? "unchanged" : `${sign}${formatPercent(Math.abs(change)).replace(/\.\d+/, "")}`;
  return (
    <span data-bad={bad || undefined} className={styles.change} title="Against the same length of time right before">
      {text}
    </span>
  );
}

function Shares({ usual, total }: { usual: number; total: number }) {
  return (
    <div className={styles.shares} role="img" aria-label={`${usual} of ${total} within their usual`}>
      {Array.from({ length: Math.min(total, 40) }, (_, index) => (
        // Marks of a tally have no identity but their place.
        <span key={index} data-usual={index < usual || undefined} />
      ))}
    </div>
  );
}

/** The four signals while they load. */
export function SignalsSkeleton() {
  return (
    <div className={styles.signals} role="status" aria-busy="true" aria-label="Loading">
      {["requests", "errors", "p95", "services"].map((key) => (
        <Skeleton key={key} height={108} />
      ))}
    </div>
  );
}
