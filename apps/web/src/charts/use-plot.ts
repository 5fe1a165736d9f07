"use client";

import "uplot/dist/uPlot.min.css";

import { useComputedColorScheme } from "@mantine/core";
import { type RefObject, useEffect, useRef, useState } from "react";
import type uPlot from "uplot";
import type { AlignedData, Options } from "uplot";

type PlotClass = typeof uPlot;
export type BuildOptions = (uPlotClass: PlotClass) => Omit<Options, "width" | "height">;

let loading: Promise<PlotClass> | undefined;
/** uPlot comes with the first chart, not with the page. */
function loadPlot(): Promise<PlotClass> {
  loading ??= import("uplot").then((module) => module.default);
  return loading;
}

/**
 * Keeps a uPlot chart inside `host`, as wide as the host. The chart is made again when `build` or the colour scheme
 * changes and only redrawn when `data` does, so a live page does not flicker.
 */
export function usePlot(
  build: BuildOptions,
  data: AlignedData,
  height: number,
): {
  host: RefObject<HTMLDivElement | null>;
  plot: uPlot | null;
} {
  const host = useRef<HTMLDivElement | null>(null);
  const [plot, setPlot] = useState<uPlot | null>(null);
  const latest = useRef(data);
  const scheme = useComputedColorScheme("dark");

  useEffect(() => {
    latest.current = data;
    plot?.setData(data);
  }, [data, plot]);

  useEffect(() => {
    const element = host.current;
    if (!element) return;
    let made: uPlot | null = null;
    let gone = false;
    const observer = new ResizeObserver(() => made?.setSize({ width: element.clientWidth, height }));
    void loadPlot().then((Plot) => {
      if (gone) return;
      made = new Plot({ ...build(Plot), width: element.clientWidth, height }, latest.current, element);
      observer.observe(element);
      setPlot(made);
    });
    return () => {
      gone = true;
      observer.disconnect();
      made?.destroy();
      setPlot(null);
    };
    // The colour scheme is read from the page while building, hence a dependency.
  }, [build, height, scheme]);

  return { host, plot };
}
