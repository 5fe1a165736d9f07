import type { WebCheck } from "../check.ts";

/** Checks of the group `cors`, in the order people read them; each is a file in `cors/`. */
export const CORS_CHECKS: readonly WebCheck[] = [];
