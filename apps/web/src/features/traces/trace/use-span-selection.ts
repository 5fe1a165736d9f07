"use client";

import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useUrlParams } from "../../../lib/use-url-params.ts";
import type { TraceModel } from "../model/trace-model.ts";

const SETTLE_MS = 200;

export interface SpanSelection {
  /** The span the keyboard is on, -1 for none. */
  focused: number;
  /** True when its drawer is open. */
  opened: boolean;
  focus: (span: number) => void;
  open: (span: number) => void;
  close: () => void;
}

/**
 * Which span is looked at. Kept by id, so that it survives more spans arriving, and written to the address once it
 * rests: browsers refuse addresses that change with every press of a held key.
 */
export function useSpanSelection(model: TraceModel): SpanSelection {
  const [params, update] = useUrlParams();
  const inUrl = params.get("span");
  const [id, setId] = useState(inUrl);
  const [opened, setOpened] = useState(inUrl !== null);
  // What stands in the address, and what this hook last wrote there: when they part, a link or "back" changed it.
  const [seen, setSeen] = useState(inUrl);
  const [written, setWritten] = useState(inUrl);
  if (inUrl !== seen) {
    setSeen(inUrl);
    if (inUrl !== written) {
      setWritten(inUrl);
      setOpened(inUrl !== null);
      if (inUrl !== null) setId(inUrl);
    }
  }

  useEffect(() => {
    const wanted = opened ? id : null;
    if (wanted === written) return;
    const timer = setTimeout(() => {
      setWritten(wanted);
      update({ span: wanted }, "replace");
    }, SETTLE_MS);
    return () => clearTimeout(timer);
  }, [id, opened, written, update]);

  const spanIds = model.outline.spanId;
  const focused = useMemo(() => (id === null ? -1 : spanIds.indexOf(id)), [id, spanIds]);
  const focus = useCallback((span: number) => setId(spanIds[span] ?? null), [spanIds]);
  const open = useCallback(
    (span: number) => {
      setId(spanIds[span] ?? null);
      setOpened(true);
    },
    [spanIds],
  );
  const close = useCallback(() => setOpened(false), []);
  return { focused, opened: opened && focused >= 0, focus, open, close };
}

/** Keeps a URL parameter in step with a value, once the value rests. */
export function useSettledParam(name: string, value: string | null): void {
  const [, update] = useUrlParams();
  const written = useRef(value);
  useEffect(() => {
    if (value === written.current) return;
    const timer = setTimeout(() => {
      written.current = value;
      update({ [name]: value }, "replace");
    }, SETTLE_MS);
    return () => clearTimeout(timer);
  }, [name, value, update]);
}
