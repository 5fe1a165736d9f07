import type { WebCheck } from "../check.ts";

/** Checks of the group `deep`, in the order people read them; each is a file in `deep/`. */
export const DEEP_CHECKS: readonly WebCheck[] = [];
