"use client";

import { ActionIcon, Skeleton, Tooltip, UnstyledButton } from "@mantine/core";
import type { TracesFacets } from "@plimsoll/core";
import { IconAlertTriangle, IconCircleCheck, IconCircleDashed, IconX } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { ServiceDot } from "../../../components/service-label.tsx";
import { formatCount, formatFull } from "../../../lib/format.ts";
import { excludeFacet, facetValue, toggleFacet } from "../model/query-edit.ts";
import classes from "./search.module.css";

interface FacetsPanelProps {
  facets: TracesFacets | undefined;
  failed: boolean;
  text: string;
  onText: (text: string) => void;
}

const FIRST = 8;
const STATUS_ICONS = {
  error: <IconAlertTriangle size={14} className={classes.errorIcon} aria-hidden="true" />,
  ok: <IconCircleCheck size={14} className={classes.okIcon} aria-hidden="true" />,
  unset: <IconCircleDashed size={14} className={classes.mutedIcon} aria-hidden="true" />,
};

/** Values there are to filter by, with how many spans have each; a press sets one, another takes it off. */
export function FacetsPanel({ facets, failed, text, onText }: FacetsPanelProps) {
  if (!facets) {
    return (
      <div className={classes.facets} role="group" aria-busy={!failed} aria-label="Filters">
        {failed ? <p className="muted">Counts could not be loaded.</p> : <Skeleton height={160} />}
      </div>
    );
  }
  const shared = { text, onText };
  return (
    <nav className={classes.facets} aria-label="Filters">
      <Facet
        {...shared}
        title="Status"
        field="status"
        items={facets.status}
        icon={(value) => STATUS_ICONS[value as keyof typeof STATUS_ICONS]}
      />
      <Facet
        {...shared}
        title="Service"
        field="service"
        items={facets.services}
        icon={(value) => <ServiceDot service={value} />}
      />
      <Facet {...shared} title="Operation" field="operation" items={facets.operations} />
      <Facet {...shared} title="Kind" field="kind" items={facets.kinds} />
      {facets.sampledOneIn > 1 && (
        <p className="muted">Estimated from one in {facets.sampledOneIn} five-minute slices.</p>
      )}
    </nav>
  );
}

interface FacetProps {
  title: string;
  field: "service" | "operation" | "status" | "kind";
  items: { value: string; count: number }[];
  icon?: (value: string) => ReactNode;
  text: string;
  onText: (text: string) => void;
}

function Facet({ title, field, items, icon, text, onText }: FacetProps) {
  const [all, setAll] = useState(false);
  const chosen = facetValue(text, field);
  if (items.length === 0) return null;
  const shown = all ? items : items.slice(0, FIRST);
  const most = Math.max(...items.map((item) => item.count));
  return (
    <section className={classes.facet}>
      <h2>{title}</h2>
      <ul>
        {shown.map(({ value, count }) => (
          <li key={value} className={classes.facetRow}>
            <UnstyledButton
              className={classes.facetValue}
              aria-pressed={chosen === value}
              onClick={() => onText(toggleFacet(text, field, value))}
              title={value}
            >
              <span className={classes.facetBar} style={{ width: `${(count / most) * 100}%` }} aria-hidden="true" />
              {icon?.(value)}
              <span className="truncate">{value}</span>
              <span className={classes.facetCount} title={formatFull(count, "spans")}>
                {formatCount(count)}
              </span>
            </UnstyledButton>
            <Tooltip label="Exclude">
              <ActionIcon
                size={20}
                aria-label={`Exclude ${title.toLowerCase()} ${value}`}
                onClick={() => onText(excludeFacet(text, field, value))}
              >
                <IconX size={12} />
              </ActionIcon>
            </Tooltip>
          </li>
        ))}
      </ul>
      {items.length > FIRST && (
        <UnstyledButton className={classes.more} onClick={() => setAll(!all)}>
          {all ? "Fewer" : `${items.length - FIRST} more`}
        </UnstyledButton>
      )}
    </section>
  );
}
