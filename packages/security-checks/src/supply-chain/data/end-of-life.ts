import type { EndOfLifeData } from "../end-of-life.ts";
import data from "./end-of-life.json" with { type: "json" };

/** A module of its own: bundles have it as a piece that is loaded when it is asked for. */
export const END_OF_LIFE: EndOfLifeData = data;
