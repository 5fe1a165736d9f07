import type { WebCheck } from "../check.ts";

/** Checks of the group `headers`, in the order people read them; each is a file in `headers/`. */
export const HEADER_CHECKS: readonly WebCheck[] = [];
