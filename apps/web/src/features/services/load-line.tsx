"use client";

import type { LoadLine, LoadLineView } from "@plimsoll/core";
import type { ReactNode } from "react";
import { ConsoleLink } from "../../components/console-link.tsx";
import { Sparkline } from "../../components/sparkline.tsx";
import { StatusBadge } from "../../components/status-badge.tsx";
import { Tile, type TileQuery } from "../../components/tile.tsx";
import { NoData, Rate, RelativeTime } from "../../components/values.tsx";
import { formatPercent } from "../../lib/format.ts";
import { loadLineRange } from "../../lib/load-line-words.ts";
import { findLoadLineHref, loadRunHref } from "../../lib/load-links.ts";
import { HeadroomGauge } from "./headroom-gauge.tsx";
import styles from "./load-line.module.css";
import { changeOfLine, headroomOf, headroomText, headroomTone } from "./model/headroom.ts";

interface LoadLineTileProps {
  service: string;
  query: TileQuery<LoadLineView>;
}

/** How close the service is to the highest rate at which it met its objectives; where nobody knows, how to find out. */
export function LoadLineTile({ service, query }: LoadLineTileProps) {
  return (
    <Tile title="Load line" query={query} skeleton={<p className={styles.hint}>Looking for it…</p>}>
      {(view) =>
        view.current ? (
          <Known view={view} line={view.current} />
        ) : (
          <p className={styles.hint}>
            How much it can carry has not been measured.{" "}
            <ConsoleLink href={findLoadLineHref(service)}>Find this service’s load line</ConsoleLink>
          </p>
        )
      }
    </Tile>
  );
}

function Known({ view, line }: { view: LoadLineView; line: LoadLine }) {
  return (
    <dl className={styles.facts}>
      <Fact name="Headroom">
        <Headroom view={view} />
      </Fact>
      <Fact name="Traffic now">
        <strong>
          <Rate perSecond={view.liveRate} />
        </strong>
      </Fact>
      <Fact name="Load line">
        <strong className={styles.line}>
          <Rate perSecond={line.rate} />
        </strong>
        <span className="muted" title="The rate that held and the one that broke">
          {loadLineRange(line)}
        </span>
      </Fact>
      <Fact name="Measured">
        <ConsoleLink href={loadRunHref(line.runId)}>
          <RelativeTime at={line.measuredAt} />
        </ConsoleLink>
        <span className="muted">
          {line.build ? `on build ${line.build}` : "on an unknown build"}
          {line.objectives.length > 0 && `, ${line.objectives.join(", ")}`}
        </span>
      </Fact>
      <History view={view} />
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Headroom({ view }: { view: LoadLineView }) {
  const headroom = headroomOf(view);
  if (headroom === null) return <NoData />;
  const { tone, word } = headroomTone(headroom);
  return (
    <>
      <strong className={styles.headroom} data-testid="headroom">
        {headroomText(headroom)}
        <StatusBadge tone={tone}>{word}</StatusBadge>
      </strong>
      <HeadroomGauge headroom={headroom} />
    </>
  );
}

/** The lines of earlier builds, and how the latest compares. */
function History({ view }: { view: LoadLineView }) {
  const moved = changeOfLine(view);
  if (!moved) return null;
  const sign = moved.change >= 0 ? "+" : "−";
  const rates = view.history
    .toSorted((a, b) => Date.parse(a.measuredAt) - Date.parse(b.measuredAt))
    .map((line) => line.rate);
  return (
    <Fact name="Since the one before">
      <strong>
        {sign}
        {formatPercent(Math.abs(moved.change))}
      </strong>
      <span className={styles.trend}>
        <Sparkline values={rates} label="Load lines over time" color="var(--load-line)" width={72} height={16} />
        {moved.build && <span className="muted">build {moved.build}</span>}
      </span>
    </Fact>
  );
}
