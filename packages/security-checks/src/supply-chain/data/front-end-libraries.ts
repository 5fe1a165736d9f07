import type { LibraryData } from "../front-end-libraries.ts";
import data from "./front-end-libraries.json" with { type: "json" };

/** A module of its own: bundles have it as a piece that is loaded when it is asked for. */
export const FRONT_END_LIBRARIES: LibraryData = data;
