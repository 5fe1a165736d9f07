import type { WebCheck } from "../check.ts";

/** Checks of the group `active`, in the order people read them; each is a file in `active/`. */
export const ACTIVE_CHECKS: readonly WebCheck[] = [];
