"use client";

import type { SpanEvent } from "@plimsoll/core";
import { IconAlertTriangleFilled, IconPointFilled } from "@tabler/icons-react";
import { useState } from "react";
import { formatNano } from "../../../lib/format.ts";
import { attributeText } from "../model/attribute-groups.ts";
import { nanosBetween, preciseTime } from "../model/exact-time.ts";
import classes from "./drawer.module.css";
import { StackTraceBlock } from "./stack-trace-block.tsx";

const FIRST_EVENTS = 20;

/** What happened during the span, exceptions with their stack traces folded; times since the start of the span. */
export function SpanEvents({ events, spanStart }: { events: SpanEvent[]; spanStart: string }) {
  const [all, setAll] = useState(false);
  const shown = all ? events : events.slice(0, FIRST_EVENTS);
  return (
    <section className={classes.section}>
      <h3 className={classes.plainTitle}>
        Events <span className="muted">{events.length}</span>
      </h3>
      <ol className={classes.events}>
        {shown.map((event, index) => (
          // Events of a stored span do not move.
          <EventItem key={index} event={event} spanStart={spanStart} />
        ))}
      </ol>
      {events.length > FIRST_EVENTS && (
        <button type="button" className={classes.link} onClick={() => setAll(!all)}>
          {all ? "Only the first" : `All ${events.length} events`}
        </button>
      )}
    </section>
  );
}

function EventItem({ event, spanStart }: { event: SpanEvent; spanStart: string }) {
  const isException = event.name === "exception";
  const { "exception.type": type, "exception.message": message, "exception.stacktrace": stack } = event.attributes;
  const rest = Object.entries(event.attributes).filter(
    ([key]) => !isException || !/^exception\.(type|message|stacktrace)$/.test(key),
  );
  const after = nanosBetween(spanStart, event.timeUnixNano);
  return (
    <li>
      <div className={classes.eventHead} data-exception={isException || undefined}>
        {isException ? (
          <IconAlertTriangleFilled size={14} aria-hidden="true" />
        ) : (
          <IconPointFilled size={14} aria-hidden="true" />
        )}
        <strong>{isException && type ? attributeText(type) : event.name}</strong>
        <time title={preciseTime(BigInt(event.timeUnixNano))}>
          {after < 0 ? "" : "+"}
          {formatNano(after)}
        </time>
      </div>
      {isException && message !== undefined && <p className={classes.message}>{attributeText(message)}</p>}
      {isException && typeof stack === "string" && stack !== "" && <StackTraceBlock text={stack} />}
      {rest.length > 0 && (
        <dl className={classes.eventRows}>
          {rest.map(([key, value]) => (
            <div key={key}>
              <dt>{key}</dt>
              <dd>{attributeText(value)}</dd>
            </div>
          ))}
        </dl>
      )}
    </li>
  );
}
