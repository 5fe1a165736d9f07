import type { WebCheck } from "../check.ts";

/** Checks of the group `transport`, in the order people read them; each is a file in `transport/`. */
export const TRANSPORT_CHECKS: readonly WebCheck[] = [];
