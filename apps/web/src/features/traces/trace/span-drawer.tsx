"use client";

import { ActionIcon, Skeleton, TextInput, Tooltip } from "@mantine/core";
import { IconFilter, IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { ServiceLabel } from "../../../components/service-label.tsx";
import { ErrorState } from "../../../components/states.tsx";
import { StatusBadge } from "../../../components/status-badge.tsx";
import { useTRPC } from "../../../lib/trpc.tsx";
import { sqlOf } from "../model/format-sql.ts";
import type { TraceModel } from "../model/trace-model.ts";
import { AttributeSection } from "./attribute-section.tsx";
import classes from "./drawer.module.css";
import { SpanEvents } from "./span-events.tsx";
import { type SpanDetail, SpanFacts } from "./span-facts.tsx";
import { SpanLinks } from "./span-links.tsx";
import { SqlBlock } from "./sql-block.tsx";

interface SpanDrawerProps {
  model: TraceModel;
  span: number;
  onClose: () => void;
  onSelect: (span: number) => void;
}

/** All that is known of one span. The frame comes from the outline at once, the attributes when they arrive. */
export function SpanDrawer({ model, span, onClose, onSelect }: SpanDrawerProps) {
  const { outline } = model;
  const spanId = outline.spanId[span] ?? "";
  const trpc = useTRPC();
  const query = useQuery(
    trpc.traces.span.queryOptions({ traceId: outline.traceId, spanId }, { staleTime: Number.POSITIVE_INFINITY }),
  );
  const heading = useRef<HTMLHeadingElement>(null);
  const [filter, setFilter] = useState("");
  const operation = outline.operations[outline.operation[span] ?? 0] ?? "";
  useEffect(() => {
    // In braces: engines have begun to return a promise from scrollTo, which is no clean-up.
    void heading.current?.closest("aside")?.scrollTo({ top: 0 });
  }, [spanId]);

  return (
    <aside className={classes.drawer} aria-label={`Span ${operation}`} data-testid="span-drawer">
      <header className={classes.head}>
        <div className={classes.titles}>
          <ServiceLabel service={outline.services[outline.service[span] ?? 0] ?? ""} />
          <h2 ref={heading}>{operation}</h2>
        </div>
        <Tooltip label="Close (Esc)">
          <ActionIcon aria-label="Close span" onClick={onClose} size={28}>
            <IconX size={16} />
          </ActionIcon>
        </Tooltip>
      </header>
      <SpanFacts model={model} span={span} detail={query.data} onSelect={onSelect} />
      <TextInput
        className={classes.filter}
        aria-label="Filter attributes"
        placeholder="Filter attributes"
        leftSection={<IconFilter size={14} />}
        value={filter}
        onChange={(event) => setFilter(event.currentTarget.value)}
      />
      {query.data ? (
        <SpanBody detail={query.data} filter={filter} />
      ) : query.error ? (
        <ErrorState error={query.error} what="The span's attributes" onRetry={() => void query.refetch()} />
      ) : (
        <LoadingAttributes />
      )}
    </aside>
  );
}

function LoadingAttributes() {
  return (
    <div className={classes.loading} role="status" aria-busy="true" aria-label="Loading attributes">
      {[70, 45, 60, 80, 50, 65].map((width) => (
        <Skeleton key={width} height={10} width={`${width}%`} />
      ))}
    </div>
  );
}

function SpanBody({ detail, filter }: { detail: SpanDetail; filter: string }) {
  const sql = sqlOf(detail.attributes);
  const scope = {
    attributes: {
      ...detail.scope.attributes,
      ...(detail.scope.name && { name: detail.scope.name }),
      ...(detail.scope.version && { version: detail.scope.version }),
    },
  };
  const dropped = [
    [detail.droppedAttributesCount, "attributes"],
    [detail.droppedEventsCount, "events"],
    [detail.droppedLinksCount, "links"],
  ].filter(([count]) => Number(count) > 0);
  return (
    <>
      {dropped.length > 0 && (
        <p className={classes.dropped}>
          <StatusBadge plain tone="warn">
            The SDK dropped {dropped.map(([count, what]) => `${count} ${what}`).join(", ")}
          </StatusBadge>
        </p>
      )}
      {detail.events.length > 0 && <SpanEvents events={detail.events} spanStart={detail.startTimeUnixNano} />}
      {sql && <SqlBlock sql={sql} />}
      <AttributeSection
        title="Attributes"
        set={detail}
        filter={filter}
        findable="span"
        empty="This span carries no attributes."
      />
      <AttributeSection title="Resource" set={detail.resource} filter={filter} findable="resource" collapsed />
      <AttributeSection title="Scope" set={scope} filter={filter} findable="none" collapsed />
      {detail.links.length > 0 && <SpanLinks links={detail.links} />}
      {(detail.traceState || detail.flags > 0) && (
        <p className={classes.traceState}>
          {detail.traceState && `Trace state ${detail.traceState}. `}Flags {detail.flags}.
        </p>
      )}
    </>
  );
}
