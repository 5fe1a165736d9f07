import type { WebCheck } from "../check.ts";

/** Checks of the group `leaks`, in the order people read them; each is a file in `leaks/`. */
export const LEAK_CHECKS: readonly WebCheck[] = [];
