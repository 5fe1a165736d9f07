import type { SpanLink } from "@plimsoll/core";
import { IconArrowUpRight } from "@tabler/icons-react";
import { ConsoleLink } from "../../../components/console-link.tsx";
import { attributeText } from "../model/attribute-groups.ts";
import classes from "./drawer.module.css";

/** Spans of other traces (or this one) that this span is linked to; each leads there. */
export function SpanLinks({ links }: { links: SpanLink[] }) {
  return (
    <section className={classes.section}>
      <h3 className={classes.plainTitle}>
        Links <span className="muted">{links.length}</span>
      </h3>
      <ul className={classes.links}>
        {links.map((link) => (
          <li key={`${link.traceId}${link.spanId}`}>
            <ConsoleLink href={`/traces/${link.traceId}?span=${link.spanId}`} className="mono">
              {link.traceId.slice(0, 8)}… / {link.spanId} <IconArrowUpRight size={12} aria-hidden="true" />
            </ConsoleLink>
            {Object.entries(link.attributes).map(([key, value]) => (
              <span key={key} className="muted">
                {key} = {attributeText(value)}
              </span>
            ))}
          </li>
        ))}
      </ul>
    </section>
  );
}
