import type { WebCheck } from "../check.ts";

/** Checks of the group `api`, in the order people read them; each is a file in `api/`. */
export const API_CHECKS: readonly WebCheck[] = [];
