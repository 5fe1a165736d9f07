"use client";

import { type RefObject, useLayoutEffect, useState } from "react";

/** How wide the vertical scrollbar of an element is (0 where it lies over the content), so that a head can keep in line. */
export function useScrollbarWidth(element: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    if (element.current) setWidth(element.current.offsetWidth - element.current.clientWidth);
  }, [element]);
  return width;
}
