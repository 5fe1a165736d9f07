"use client";

import { type KeyboardEvent, type PointerEvent, useRef, useState } from "react";
import classes from "./waterfall.module.css";

const KEY = "plimsoll.trace-name-column";
const DEFAULT_SHARE = 0.36;
const clamp = (share: number) => Math.min(0.75, Math.max(0.12, share));

function storedShare(): number {
  try {
    const stored = Number(window.localStorage.getItem(KEY));
    return stored > 0 ? clamp(stored) : DEFAULT_SHARE;
  } catch {
    return DEFAULT_SHARE; // Storage may be blocked; the width is a convenience.
  }
}

/** How much of the waterfall the names take; kept in the browser. */
export function useNameColumn() {
  const container = useRef<HTMLDivElement>(null);
  const [share, setShare] = useState(storedShare);
  const resize = (next: number) => {
    const clamped = clamp(next);
    setShare(clamped);
    try {
      window.localStorage.setItem(KEY, clamped.toFixed(3));
    } catch {
      return; // As above.
    }
  };
  return { container, share, css: `${(share * 100).toFixed(2)}%`, resize };
}

/** The divider between names and bars: dragged, or moved with the arrow keys. */
export function NameColumnHandle({ column }: { column: ReturnType<typeof useNameColumn> }) {
  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    const box = column.container.current?.getBoundingClientRect();
    if (!box || !event.currentTarget.hasPointerCapture(event.pointerId)) return;
    column.resize((event.clientX - box.left) / box.width);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === "ArrowLeft" ? -0.02 : event.key === "ArrowRight" ? 0.02 : 0;
    if (step === 0) return;
    event.preventDefault();
    event.stopPropagation();
    column.resize(column.share + step);
  };
  return (
    <div
      className={classes.handle}
      role="separator"
      aria-orientation="vertical"
      aria-label="Width of the names"
      aria-valuenow={Math.round(column.share * 100)}
      aria-valuemin={12}
      aria-valuemax={75}
      tabIndex={0}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={onPointerMove}
      onKeyDown={onKeyDown}
      onDoubleClick={() => column.resize(DEFAULT_SHARE)}
    />
  );
}
