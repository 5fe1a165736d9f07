import type { WebCheck } from "../check.ts";

/** Checks of the group `cookies`, in the order people read them; each is a file in `cookies/`. */
export const COOKIE_CHECKS: readonly WebCheck[] = [];
