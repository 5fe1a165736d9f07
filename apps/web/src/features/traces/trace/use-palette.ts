"use client";

import { useComputedColorScheme } from "@mantine/core";
import { useMemo } from "react";
import { resolveColor } from "../../../charts/colors.ts";
import { serviceColor } from "../../../lib/service-color.ts";
import type { TraceModel } from "../model/trace-model.ts";

/** Colours for drawing on canvas, in the present colour scheme. */
export interface Palette {
  /** By index of the service in the outline. */
  services: string[];
  page: string;
  surface: string;
  line: string;
  text: string;
  muted: string;
  accent: string;
  error: string;
}

export function usePalette(model: TraceModel): Palette {
  const scheme = useComputedColorScheme("dark");
  return useMemo(() => {
    const token = (name: string) => resolveColor(`var(--${name})`);
    return {
      services: model.outline.services.map((service) => serviceColor(service, scheme)),
      page: token("page"),
      surface: token("surface"),
      line: token("line"),
      text: token("text"),
      muted: token("muted"),
      accent: token("accent"),
      error: token("error"),
    };
  }, [model, scheme]);
}
