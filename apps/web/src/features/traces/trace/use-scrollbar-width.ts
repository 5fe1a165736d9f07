"use client";

import { type RefObject, useEffect, useState } from "react";

/** How wide the vertical scrollbar of an element is (0 where it lies over the content), so that a head can keep in line. */
export function useScrollbarWidth(element: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const { current } = element;
    if (!current) return;
    const observer = new ResizeObserver(() => setWidth(current.offsetWidth - current.clientWidth));
    observer.observe(current);
    return () => observer.disconnect();
  }, [element]);
  return width;
}
