"use client";

import { useState } from "react";
import { foldStackTrace } from "../model/stack-trace.ts";
import classes from "./drawer.module.css";

/** A stack trace, folded after its first frames, frames of libraries dimmed. */
export function StackTraceBlock({ text }: { text: string }) {
  const [open, setOpen] = useState(false);
  const { head, rest } = foldStackTrace(text);
  const lines = open ? [...head, ...rest] : head;
  return (
    <div className={classes.code}>
      {/* Scrolls sideways, so it must be reachable with the keyboard. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre tabIndex={0} aria-label="Stack trace">
        {lines.map((line, index) => (
          <span key={index} data-foreign={line.foreign || undefined}>
            {line.text}
            {"\n"}
          </span>
        ))}
      </pre>
      {rest.length > 0 && (
        <button type="button" className={classes.link} aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? "Fold" : `${rest.length} more lines`}
        </button>
      )}
    </div>
  );
}
