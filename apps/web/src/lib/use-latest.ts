"use client";

import { type RefObject, useLayoutEffect, useRef } from "react";

/** A reference to the value of the latest render, for callbacks that must not change themselves. */
export function useLatest<Value>(value: Value): RefObject<Value> {
  const ref = useRef(value);
  useLayoutEffect(() => {
    ref.current = value;
  });
  return ref;
}
