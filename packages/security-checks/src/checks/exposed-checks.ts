import type { WebCheck } from "../check.ts";

/** Checks of the group `exposed`, in the order people read them; each is a file in `exposed/`. */
export const EXPOSED_CHECKS: readonly WebCheck[] = [];
